import { accountOf } from '../../names.ts';
import type { Facts } from '../../policy/context.ts';
import type { Caller } from '../../policy/principals.ts';
import type { Decidable } from '../../policy/verdict.ts';
import { accountOfKey } from '../state-policies.ts';
import { type CallerDetails, callFacts, contextWith, kmsFacts, s3Facts } from './contexts.ts';
import type { StateFacts, TerraformFacts } from './facts.ts';
import { grantOf } from './key-grants.ts';
import { identityOf, organizationPolicies, resourcePolicyOf } from './policies.ts';

/** The caller of the backend: the state role, with the session name of the user if there is one. */
const stateCaller = ({ user }: TerraformFacts, state: StateFacts): Caller => ({
  kind: 'role',
  arn: state.roleArn,
  accountId: accountOf(state.roleArn),
  ...(user === undefined ? {} : { sessionName: user.principal.sessionName }),
});

const detailsOf = (facts: TerraformFacts, arn: string): CallerDetails => {
  const role = facts.roles[arn];
  if (role?.kind !== 'seen') return {};
  const mayHaveSessionTags = facts.withSessionTags.includes(arn);
  return { tags: role.tags, mayHaveSessionTags, ...(role.id === undefined ? {} : { id: role.id }) };
};

/** Builds the decisions of the calls of the state role. */
export const decidables = (facts: TerraformFacts, state: StateFacts) => {
  const { settings, roleArn } = state;
  const caller = stateCaller(facts, state);
  const details = detailsOf(facts, roleArn);
  const own = identityOf(roleArn, facts.roles[roleArn] ?? { kind: 'missing' });
  const region = state.bucket.region.kind === 'seen' ? state.bucket.region.value : settings.region;
  const common = (accountId: string) => callFacts(facts, caller, details, { accountId, region });
  const sidesFor = (accountId: string) => ({
    ...own,
    ...organizationPolicies(facts.organizations, caller.accountId, accountId),
    resourceAccount: accountId,
  });

  const onBucket = (action: string, resource: string, context: Facts): Decidable => {
    const { accountId, bucket } = settings;
    return {
      ...sidesFor(accountId),
      request: {
        caller,
        action,
        resource,
        context: contextWith(facts.given, { ...common(accountId), ...s3Facts(accountId, context) }),
      },
      resource: resourcePolicyOf({ kind: 'bucket', accountId, of: bucket }, state.bucket.policy),
    };
  };

  const onKey = (action: string, keyArn: string, s3Arn: string | undefined): Decidable => {
    const accountId = accountOfKey(keyArn);
    const key = state.keys[keyArn];
    const use = { keyArn, callerAccount: caller.accountId, region, s3Arn };
    const grants = key?.grants ?? { kind: 'seen' as const, value: [] };
    const { truth, unread } = grantOf(grants, caller, action.replace('kms:', ''), s3Arn);
    return {
      ...sidesFor(accountId),
      request: {
        caller,
        action,
        resource: keyArn,
        context: contextWith(facts.given, { ...common(accountId), ...kmsFacts(use) }),
      },
      resource: resourcePolicyOf({ kind: 'key', accountId, of: keyArn }, key?.policy ?? { kind: 'missing' }),
      isResourceRequired: true,
      grant: { truth, unread },
    };
  };
  /** A table of the own account. Policies of tables are not read: they can only deny here. */
  const onTable = (action: string, resource: string): Decidable => ({
    ...sidesFor(caller.accountId),
    request: {
      caller,
      action,
      resource,
      context: contextWith(facts.given, { ...common(caller.accountId), 's3:*': 'absent', 'kms:*': 'absent' }),
    },
    resource: { policies: [], unread: [] },
  });
  return { onBucket, onKey, onTable, caller, region };
};
