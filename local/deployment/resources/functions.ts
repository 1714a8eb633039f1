import { GetRoleCommand } from '@aws-sdk/client-iam';
import { arnIn, generatedName, type ResourceKind, type Task, text } from '../resource.ts';

interface Trust {
  readonly Statement: readonly { readonly Effect: string; readonly Action: unknown; readonly Principal?: unknown }[];
}

/** Lambda refuses a function whose role does not trust it. */
const requireTrust = async (task: Task): Promise<void> => {
  const arn = text(task, 'Role');
  const { Role } = await task.clients.iam.send(new GetRoleCommand({ RoleName: arn.slice(arn.lastIndexOf('/') + 1) }));
  const { Statement } = JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '{}')) as Trust;
  const admits = Statement.some(
    ({ Effect, Action, Principal }) =>
      Effect === 'Allow' &&
      [Action].flat().includes('sts:AssumeRole') &&
      JSON.stringify(Principal ?? '').includes('"lambda.amazonaws.com"'),
  );
  if (!admits) throw new Error(`The role ${arn} defined for the function cannot be assumed by Lambda.`);
};

const makeFunction = async (task: Task) => {
  await requireTrust(task);
  const name = String(task.properties['FunctionName'] ?? generatedName(task).slice(0, 64));
  return { ref: name, attributes: { Arn: arnIn(task, 'lambda', `function:${name}`) } };
};

/** A function. `startFunctions` runs its code. */
export const lambdaFunction: ResourceKind = { create: makeFunction, update: makeFunction, remove: async () => {} };

const API_ID = 'a1b2c3d4e5';

/** An HTTP API. `startFunctions` serves its routes. */
export const httpApi: ResourceKind = {
  create: async ({ place: { region } }) => ({
    ref: API_ID,
    attributes: { ApiId: API_ID, ApiEndpoint: `https://${API_ID}.execute-api.${region}.amazonaws.com` },
  }),
  update: async (_, { physical }) => physical,
  remove: async () => {},
};

const named = (attributesOf: (task: Task) => { ref: string; attributes?: Readonly<Record<string, string>> }) => {
  const make = async (task: Task) => ({ attributes: {}, ...attributesOf(task) });
  return { create: make, update: make, remove: async () => {} } satisfies ResourceKind;
};

/**
 * Resources that no part of the local AWS runs: logs, alarms, notifications. They have references and attributes, so that
 * what names them is complete.
 */
export const unplayed = named((task) => ({ ref: generatedName(task) }));

/** The ID of a REST API. In AWS, it is only known after the deployment. */
export const USER_API_ID = 'f6g7h8i9j0';

/** A REST API. `startFunctions` serves its methods. */
export const restApi = named(() => ({
  ref: USER_API_ID,
  attributes: { RestApiId: USER_API_ID, RootResourceId: 'root' },
}));

export const restApiStage = named((task) => ({ ref: text(task, 'StageName') }));

export const logGroup = named((task) => {
  const name = generatedName(task);
  return { ref: name, attributes: { Arn: arnIn(task, 'logs', `log-group:${name}:*`) } };
});

export const topic = named((task) => {
  const arn = arnIn(task, 'sns', generatedName(task));
  return { ref: arn, attributes: { TopicArn: arn, TopicName: generatedName(task) } };
});

export const alarm = named((task) => {
  const name = generatedName(task);
  return { ref: name, attributes: { Arn: arnIn(task, 'cloudwatch', `alarm:${name}`) } };
});

export const rule = named((task) => {
  const name = generatedName(task);
  return { ref: name, attributes: { Arn: arnIn(task, 'events', `rule/${name}`) } };
});
