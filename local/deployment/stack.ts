import type { LocalAws } from '@assume-bot/local-aws/types';
import { inOrder } from './order.ts';
import type { Clients, Physical, Place, Properties, Task } from './resource.ts';
import { kindOf } from './resource-kinds.ts';
import { holds, resolved, type Scope, type Template, type TemplateResource } from './template.ts';

/** A resource of a deployed stack. */
export interface Deployed {
  readonly type: string;
  /** With every reference resolved. */
  readonly properties: Properties;
  readonly physical: Physical;
  /** Whether it stays when the stack is deleted. */
  readonly isRetained: boolean;
  /** Whether it stays when the creation of the stack fails. */
  readonly survivesFailure: boolean;
}

/** A stack that was deployed. */
export interface DeployedStack {
  readonly place: Place;
  /** By logical id, in the order of creation. */
  readonly resources: ReadonlyMap<string, Deployed>;
  readonly outputs: Readonly<Record<string, string>>;
}

export interface DeployOptions {
  readonly aws: LocalAws;
  readonly clients: Clients;
  readonly place: Place;
  readonly parameters?: Readonly<Record<string, string>>;
  /** The stack as it is now. Absent: it is created. */
  readonly before?: DeployedStack;
}

/** Source: AWS CloudFormation Template Reference, "DeletionPolicy attribute": what is deleted after a failed creation. */
const retention = ({
  DeletionPolicy = 'Delete',
}: TemplateResource): Pick<Deployed, 'isRetained' | 'survivesFailure'> => ({
  isRetained: DeletionPolicy.startsWith('Retain'),
  survivesFailure: DeletionPolicy === 'Retain',
});

const scopeOf = (
  template: Template,
  { place, parameters }: DeployOptions,
  made: ReadonlyMap<string, Deployed>,
): Scope => {
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::AccountId': place.accountId,
    'AWS::NoValue': undefined,
    'AWS::Partition': place.partition,
    'AWS::Region': place.region,
    'AWS::StackName': place.stackName,
    'AWS::StackId': `arn:${place.partition}:cloudformation:${place.region}:${place.accountId}:stack/${place.stackName}/1`,
    'AWS::URLSuffix': place.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
  };
  const { Parameters = {}, Conditions = {}, Mappings = {} } = template;
  const physicalOf = (logicalId: string): Physical => {
    const { physical } = made.get(logicalId) ?? {};
    if (physical === undefined) throw new Error(`${place.stackName} has no resource ${logicalId} yet`);
    return physical;
  };
  const scope: Scope = {
    ref: (name) => {
      if (Object.hasOwn(pseudo, name)) return pseudo[name];
      if (Object.hasOwn(Parameters, name)) return parameters?.[name] ?? Parameters[name]?.Default;
      return physicalOf(name).ref;
    },
    attribute: (logicalId, name) => {
      const value = physicalOf(logicalId).attributes[name];
      if (value === undefined) throw new Error(`the attribute ${logicalId}.${name} is not known here`);
      return value;
    },
    condition: (name) => holds(Conditions[name], scope),
    mapped: (map, first, second) => {
      const value = Mappings[map]?.[first]?.[second];
      if (value === undefined) throw new Error(`there is no mapping ${map}.${first}.${second}`);
      return value;
    },
  };
  return scope;
};

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const make = async (task: Task, type: string, before: Deployed | undefined): Promise<Physical> => {
  const kind = kindOf(type);
  if (before === undefined) return kind.create(task);
  if (isSame(before.properties, task.properties)) return before.physical;
  if (kind.update !== undefined) return kind.update(task, before);
  await kind.remove({ ...task, properties: before.properties }, before.physical);
  return kind.create(task);
};

/** Deletes resources, the newest first. Throws with the logical id of one that cannot be deleted. */
const removeAll = async (
  options: Omit<DeployOptions, 'before'>,
  resources: readonly (readonly [string, Deployed])[],
) => {
  for (const [logicalId, { type, properties, physical }] of resources.toReversed()) {
    const { aws, clients, place } = options;
    await kindOf(type)
      .remove({ aws, clients, place, logicalId, properties }, physical)
      .catch((cause: Error) => {
        throw new Error(`${place.stackName}: ${logicalId} (${type}) was not deleted: ${cause.message}`, { cause });
      });
  }
};

/** Creates or updates the resources in their order, and adds each to `resources`. */
const makeAll = async (
  template: Template,
  options: DeployOptions,
  scope: Scope,
  resources: Map<string, Deployed>,
): Promise<void> => {
  const { aws, clients, place, before } = options;
  for (const logicalId of inOrder(template)) {
    const resource = template.Resources[logicalId] as TemplateResource;
    if (resource.Condition !== undefined && !scope.condition(resource.Condition)) continue;
    const properties = resolved(resource.Properties ?? {}, scope) as Properties;
    const task: Task = { aws, clients, place, logicalId, properties };
    const physical = await make(task, resource.Type, before?.resources.get(logicalId)).catch((cause: Error) => {
      throw new Error(`${place.stackName}: ${logicalId} (${resource.Type}) failed: ${cause.message}`, { cause });
    });
    resources.set(logicalId, { type: resource.Type, properties, physical, ...retention(resource) });
  }
};

/**
 * Creates or updates a stack from its template, with the calls that CloudFormation makes in the account. Resources that the
 * template no longer contains are deleted. Throws with the logical id of the resource that fails. A failed creation is rolled
 * back, a failed update is not.
 */
export const deployStack = async (template: Template, options: DeployOptions): Promise<DeployedStack> => {
  const { place, before } = options;
  const resources = new Map<string, Deployed>();
  const scope = scopeOf(template, options, resources);
  try {
    await makeAll(template, options, scope, resources);
  } catch (fault) {
    if (before === undefined)
      await removeAll(
        options,
        [...resources].filter(([, one]) => !one.survivesFailure),
      );
    throw fault;
  }
  const gone = [...(before?.resources ?? [])].filter(([id, { isRetained: isKept }]) => !resources.has(id) && !isKept);
  await removeAll(options, gone);
  const outputs = Object.entries(template.Outputs ?? {})
    .filter(([, { Condition }]) => Condition === undefined || scope.condition(Condition))
    .map(([name, { Value }]) => [name, String(resolved(Value, scope))]);
  return { place, resources, outputs: Object.fromEntries(outputs) };
};

/** Deletes a stack, and returns the resources that its template retains. */
export const removeStack = async (
  stack: DeployedStack,
  { aws, clients }: Pick<DeployOptions, 'aws' | 'clients'>,
): Promise<readonly Deployed[]> => {
  const all = [...stack.resources];
  await removeAll(
    { aws, clients, place: stack.place },
    all.filter(([, one]) => !one.isRetained),
  );
  return all.flatMap(([, one]) => (one.isRetained ? [one] : []));
};

/** The resources of one type. */
export const ofType = ({ resources }: DeployedStack, type: string): readonly Deployed[] =>
  [...resources.values()].filter((one) => one.type === type);
