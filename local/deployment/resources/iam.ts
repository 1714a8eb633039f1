import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { defined } from '../defined.ts';
import { generatedName, type Physical, type ResourceKind, type Task, text } from '../resource.ts';

interface InlinePolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: object;
}

const inlineOf = ({ properties }: Task): readonly InlinePolicy[] => (properties['Policies'] ?? []) as InlinePolicy[];
const attachedOf = ({ properties }: Task): readonly string[] => (properties['ManagedPolicyArns'] ?? []) as string[];
const roleNameOf = (task: Task): string => String(task.properties['RoleName'] ?? generatedName(task).slice(0, 64));

const putPolicies = async (task: Task, roleName: string): Promise<void> => {
  for (const { PolicyName, PolicyDocument } of inlineOf(task)) {
    await task.clients.iam.send(
      new PutRolePolicyCommand({ RoleName: roleName, PolicyName, PolicyDocument: JSON.stringify(PolicyDocument) }),
    );
  }
  for (const arn of attachedOf(task)) {
    await task.clients.iam.send(new AttachRolePolicyCommand({ RoleName: roleName, PolicyArn: arn }));
  }
};

const boundaryOf = ({ properties }: Task): string | undefined =>
  properties['PermissionsBoundary'] as string | undefined;

const shown = async ({ clients }: Task, roleName: string): Promise<Physical> => {
  const { Role } = await clients.iam.send(new GetRoleCommand({ RoleName: roleName }));
  return { ref: roleName, attributes: { Arn: Role?.Arn ?? '', RoleId: Role?.RoleId ?? '' } };
};

/** A role with its inline policies. Policies of other resources are added by those. */
export const role: ResourceKind = {
  create: async (task) => {
    const RoleName = roleNameOf(task);
    const { properties, clients } = task;
    await clients.iam.send(
      new CreateRoleCommand({
        RoleName,
        AssumeRolePolicyDocument: JSON.stringify(properties['AssumeRolePolicyDocument']),
        ...defined({
          Path: properties['Path'] as string | undefined,
          Description: properties['Description'] as string | undefined,
          MaxSessionDuration: properties['MaxSessionDuration'] as number | undefined,
          PermissionsBoundary: boundaryOf(task),
        }),
      }),
    );
    await putPolicies(task, RoleName);
    return shown(task, RoleName);
  },
  update: async (task, { properties: before }) => {
    const RoleName = roleNameOf(task);
    const { properties, clients } = task;
    await clients.iam.send(
      new UpdateAssumeRolePolicyCommand({
        RoleName,
        PolicyDocument: JSON.stringify(properties['AssumeRolePolicyDocument']),
      }),
    );
    const boundary = boundaryOf(task);
    if (boundary !== undefined) {
      await clients.iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: boundary }));
    }
    await putPolicies(task, RoleName);
    const kept = new Set(inlineOf(task).map(({ PolicyName }) => PolicyName));
    for (const { PolicyName } of (before['Policies'] ?? []) as InlinePolicy[]) {
      if (!kept.has(PolicyName)) await clients.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    }
    return shown(task, RoleName);
  },
  remove: async ({ clients }, { ref: RoleName }) => {
    // Policies of other resources are already gone. What is left belongs to the role itself.
    const { PolicyNames = [] } = await clients.iam.send(new ListRolePoliciesCommand({ RoleName }));
    for (const PolicyName of PolicyNames) {
      await clients.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    }
    const { AttachedPolicies = [] } = await clients.iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    for (const { PolicyArn } of AttachedPolicies) {
      await clients.iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    }
    await clients.iam.send(new DeleteRoleCommand({ RoleName }));
  },
};

const rolesOf = ({ properties }: Task): readonly string[] => (properties['Roles'] ?? []) as string[];

const putInline = async (task: Task): Promise<Physical> => {
  const PolicyName = text(task, 'PolicyName');
  const PolicyDocument = JSON.stringify(task.properties['PolicyDocument']);
  for (const RoleName of rolesOf(task)) {
    await task.clients.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
  }
  return { ref: PolicyName, attributes: {} };
};

/** An inline policy of one or several roles. */
export const inlinePolicy: ResourceKind = {
  create: putInline,
  update: putInline,
  remove: async (task, { ref: PolicyName }) => {
    for (const RoleName of rolesOf(task)) {
      await task.clients.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    }
  },
};

/** A managed policy, attached to roles. */
export const managedPolicy: ResourceKind = {
  create: async (task) => {
    const { Policy } = await task.clients.iam.send(
      new CreatePolicyCommand({
        PolicyName: String(task.properties['ManagedPolicyName'] ?? generatedName(task)),
        PolicyDocument: JSON.stringify(task.properties['PolicyDocument']),
        ...defined({
          Path: task.properties['Path'] as string | undefined,
          Description: task.properties['Description'] as string | undefined,
        }),
      }),
    );
    const arn = Policy?.Arn ?? '';
    for (const RoleName of rolesOf(task)) {
      await task.clients.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: arn }));
    }
    return { ref: arn, attributes: { PolicyArn: arn } };
  },
  remove: async (task, { ref: PolicyArn }) => {
    for (const RoleName of rolesOf(task)) {
      await task.clients.iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    }
    await task.clients.iam.send(new DeletePolicyCommand({ PolicyArn }));
  },
};
