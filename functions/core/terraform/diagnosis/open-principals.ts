import { partitionOf } from '../../names.ts';
import { decide } from '../../policy/decide.ts';
import type { Caller } from '../../policy/principals.ts';
import { placeText } from '../../text/findings/places.ts';
import { accountOfKey } from '../state-policies.ts';
import { callFacts, contextWith, kmsFacts, s3Facts } from './contexts.ts';
import type { StandingPrincipal, StateFacts, TerraformFacts } from './facts.ts';
import { organizationPolicies, resourcePolicyOf } from './policies.ts';
import { broken, type StateProblem, unreadProblem } from './problems.ts';
import { regionOf } from './state-problems.ts';

/** How many principals a finding names. */
const MOST_NAMED = 10;

/** Whether a user or role of the account of the bucket can read the first state now. */
const canRead = (facts: TerraformFacts, state: StateFacts, principal: StandingPrincipal): boolean => {
  const { settings } = state;
  const { accountId } = settings;
  const region = regionOf(state);
  const kind = principal.arn.includes(':user/') ? 'user' : 'role';
  const caller: Caller = { kind, accountId: principal.arn.split(':')[4] ?? '', arn: principal.arn };
  const key = settings.keys[0] ?? '';
  const resource = `arn:${partitionOf(state.roleArn)}:s3:::${settings.bucket}/${key}`;
  const common = (account: string) => callFacts(facts, caller, {}, { accountId: account, region });
  const sides = (account: string) => ({
    identity: principal.policies,
    ...(principal.boundary === undefined ? {} : { boundary: principal.boundary }),
    ...organizationPolicies(facts.organizations, caller.accountId, account),
    resourceAccount: account,
  });
  const read = decide({
    ...sides(accountId),
    request: {
      caller,
      action: 's3:GetObject',
      resource,
      context: contextWith(facts.given, { ...common(accountId), ...s3Facts(accountId, {}) }),
    },
    resource: resourcePolicyOf({ kind: 'bucket', accountId, of: settings.bucket }, state.bucket.policy),
  });
  if (read.result !== 'allowed') return false;
  const object = state.objects[key]?.object;
  const keyArn = object?.kind === 'seen' ? object.value.kmsKey : settings.kmsKey;
  if (keyArn === undefined) return true;
  const keyAccount = accountOfKey(keyArn);
  const use = { keyArn, callerAccount: caller.accountId, region, s3Arn: resource };
  const decrypt = decide({
    ...sides(keyAccount),
    request: {
      caller,
      action: 'kms:Decrypt',
      resource: keyArn,
      context: contextWith(facts.given, { ...common(keyAccount), ...kmsFacts(use) }),
    },
    resource: resourcePolicyOf(
      { kind: 'key', accountId: keyAccount, of: keyArn },
      state.keys[keyArn]?.policy ?? { kind: 'missing' },
    ),
    isResourceRequired: true,
  });
  return decrypt.result === 'allowed';
};

/** Users and roles of the account of the bucket that can read the state at any time. */
export function* openPrincipals(facts: TerraformFacts, state: StateFacts): Generator<StateProblem, void, void> {
  const { principals, settings } = state;
  if (principals === undefined) return;
  if (principals.kind === 'not_seen') return yield unreadProblem(placeText.standing(settings.accountId), principals);
  const who = principals.value
    .filter(({ arn }) => !facts.managed.includes(arn))
    .filter((principal) => canRead(facts, state, principal))
    .map(({ arn }) => arn);
  if (who.length === 0) return;
  yield broken('state_open_principals', {
    account: settings.accountId,
    who: who.slice(0, MOST_NAMED),
    more: Math.max(0, who.length - MOST_NAMED),
  });
}
