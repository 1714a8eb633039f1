import { AwsError } from '../errors.ts';
import { customerPolicyArn } from '../world/lookup.ts';
import type { RoleState, UserState } from '../world/state.ts';
import { documentParam } from './documents.ts';
import { found, type IamCall, type IamOperation, nameParam, requireAllowed } from './iam-call.ts';
import { requireManagedFits } from './quotas.ts';
import { pathParam } from './roles.ts';

const entitiesOf = ({ account }: IamCall): readonly (RoleState | UserState)[] => [
  ...Object.values(account.roles),
  ...Object.values(account.users),
];

const createPolicy: IamOperation = (call) => {
  call.params.only(['PolicyName', 'Path', 'PolicyDocument', 'Description']);
  const name = nameParam(call, 'PolicyName', 128);
  const path = pathParam(call, 'Path');
  const arn = customerPolicyArn(call.account, { path, name });
  requireAllowed(call, arn, `policy ${name}`);
  if (Object.hasOwn(call.account.policies, name)) {
    throw new AwsError(
      'EntityAlreadyExists',
      `A policy called ${name} already exists. Duplicate names are not allowed.`,
      409,
    );
  }
  const { text, document } = documentParam(call, 'PolicyDocument', 'identity');
  requireManagedFits(text);
  const createdAt = call.facts.now.toISOString();
  call.account.policies[name] = { document, createdAt, ...(path === '/' ? {} : { path }) };
  call.store.save();
  return {
    Policy: {
      PolicyName: name,
      PolicyId: `ANPA${Buffer.from(arn).toString('hex').toUpperCase().slice(-17)}`,
      Arn: arn,
      Path: path,
      DefaultVersionId: 'v1',
      AttachmentCount: 0,
      IsAttachable: true,
      CreateDate: call.facts.now,
    },
  };
};

const deletePolicy: IamOperation = (call) => {
  const arn = call.params.required('PolicyArn');
  requireAllowed(call, arn, `policy ${arn}`);
  const [name] = found(
    Object.entries(call.account.policies).find(
      ([policyName, { path = '/' }]) => customerPolicyArn(call.account, { path, name: policyName }) === arn,
    ),
    `Policy ${arn} was not found.`,
  );
  if (
    entitiesOf(call).some(
      ({ attachedPolicies, permissionsBoundary }) => attachedPolicies.includes(arn) || permissionsBoundary === arn,
    )
  ) {
    throw new AwsError('DeleteConflict', 'Cannot delete a policy attached to entities.', 409);
  }
  delete call.account.policies[name];
  call.store.save();
  return undefined;
};

/** Creates and deletes customer managed policies. A policy has one version here. */
export const customerPolicyOperations: Readonly<Record<string, IamOperation>> = {
  CreatePolicy: createPolicy,
  DeletePolicy: deletePolicy,
};
