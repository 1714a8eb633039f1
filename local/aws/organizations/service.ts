import { requireAllowedBy } from '../auth/refusal.ts';
import type { Call, Service } from '../call.ts';
import { AwsError, notImplementedHere } from '../errors.ts';
import { jsonAnswer, jsonBody, jsonError, peekJson, targetOperation } from '../http/json-protocol.ts';
import type { PolicyDocument } from '../policy/document.ts';

type Body = Readonly<Record<string, unknown>>;

const ROOT_ID = 'r-root';
const FULL_ACCESS_ID = 'p-FullAWSAccess';
/** No seeded account manages the organization, so no account is exempt from its policies. */
const MANAGEMENT_ACCOUNT = '000000000000';

const FULL_ACCESS: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

const isMember = ({ caller: { account } }: Call): boolean =>
  account.organizationId !== undefined || account.serviceControlPolicies !== undefined;

const requireMember = (call: Call): void => {
  const action = `organizations:${call.operation}`;
  requireAllowedBy(call.explain({ action, resource: '*' }), call.caller, action, '*');
  if (isMember(call)) return;
  throw new AwsError('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
};

/** An account may read what is attached to itself, as a delegated administrator. */
const requireOwn = (call: Call, target: string): void => {
  if ([call.caller.account.id, ROOT_ID].includes(target)) return;
  throw new AwsError('AccessDeniedException', "You don't have permissions to access this resource.");
};

const describeOrganization = ({ caller: { account } }: Call): object => ({
  Organization: { Id: account.organizationId ?? 'o-local', MasterAccountId: MANAGEMENT_ACCOUNT, FeatureSet: 'ALL' },
});

const listParents = (call: Call, { ChildId }: Body): object => {
  requireOwn(call, String(ChildId));
  return { Parents: [{ Id: ROOT_ID, Type: 'ROOT' }] };
};

const ownPolicies = ({ caller: { account } }: Call): ReadonlyMap<string, PolicyDocument> =>
  new Map(
    (account.serviceControlPolicies ?? [FULL_ACCESS]).map((policy, index) => [`p-${account.id}${index}`, policy]),
  );

const listPolicies = (call: Call, { TargetId, Filter }: Body): object => {
  requireOwn(call, String(TargetId));
  if (Filter !== 'SERVICE_CONTROL_POLICY') return { Policies: [] };
  const ids = TargetId === ROOT_ID ? [FULL_ACCESS_ID] : [...ownPolicies(call).keys()];
  return { Policies: ids.map((Id) => ({ Id, Name: Id, Type: Filter, AwsManaged: Id === FULL_ACCESS_ID })) };
};

const describePolicy = (call: Call, { PolicyId }: Body): object => {
  const document = PolicyId === FULL_ACCESS_ID ? FULL_ACCESS : ownPolicies(call).get(String(PolicyId));
  if (document === undefined)
    throw new AwsError('PolicyNotFoundException', "You specified a policy that doesn't exist.");
  return {
    Policy: { PolicySummary: { Id: PolicyId, Type: 'SERVICE_CONTROL_POLICY' }, Content: JSON.stringify(document) },
  };
};

const OPERATIONS: Readonly<Record<string, (call: Call, body: Body) => object>> = {
  DescribeOrganization: describeOrganization,
  ListParents: listParents,
  ListPoliciesForTarget: listPolicies,
  DescribePolicy: describePolicy,
};

/**
 * Organizations, as members read it: the service control policies that an account was seeded with. Source: AWS, Organizations API
 * Reference.
 */
export const organizationsService: Service = {
  describe: (request) => {
    const { TargetId, ChildId, PolicyId } = peekJson(request);
    return { operation: targetOperation(request), resource: String(TargetId ?? ChildId ?? PolicyId ?? '*') };
  },
  run: (call) => {
    const operation = Object.hasOwn(OPERATIONS, call.operation) ? OPERATIONS[call.operation] : undefined;
    if (!operation) throw notImplementedHere(`the Organizations operation ${call.operation}`);
    requireMember(call);
    return jsonAnswer(operation(call, jsonBody(call.request)), call.requestId);
  },
  answerError: (error, requestId) => jsonError(error, requestId, 'com.amazonaws.organizations'),
};
