import type { NamedPolicy, NotSeen, RoleFacts, UserFacts } from '../../doctor/facts.ts';
import type { Policies, PolicySource, SourcedPolicy } from '../../policy/sides.ts';
import type { PolicyDocument } from '../../trust/documents.ts';
import { guardMarkOf } from '../../trust/policy-names.ts';
import type { Found, OrganizationFacts, Seen } from './facts.ts';

const NONE: Policies = { policies: [], unread: [] };

const sourced = (accountId: string, of: string, { how, name, arn, document }: NamedPolicy): SourcedPolicy => ({
  source: {
    kind: how === 'boundary' ? 'boundary' : how === 'inline' ? 'inline' : 'managed',
    accountId,
    of,
    policy: arn ?? name,
  },
  document,
});

const unreadAs = (fact: NotSeen): Policies => ({ policies: [], unread: [fact] });

/**
 * The policies of a role or user, and its boundary. What could not be read may be in either. The session guard of the bot is left out:
 * it denies only sessions of access that has ended, which the trust policy does not admit either.
 */
export const identityOf = (
  arn: string,
  facts: RoleFacts | UserFacts,
): { readonly identity: Policies; readonly boundary?: Policies } => {
  const accountId = arn.split(':')[4] ?? '';
  if (facts.kind === 'missing') return { identity: NONE };
  if (facts.kind === 'not_seen') return { identity: unreadAs(facts), boundary: unreadAs(facts) };
  const policies = facts.policies
    .filter(({ how, name }) => how !== 'inline' || guardMarkOf(name) === undefined)
    .map((policy) => sourced(accountId, arn, policy));
  const { unread } = facts;
  if (facts.boundary === undefined)
    return { identity: { policies, unread }, ...(unread.length === 0 ? {} : { boundary: { policies: [], unread } }) };
  return {
    identity: { policies, unread },
    boundary: { policies: [sourced(accountId, arn, facts.boundary)], unread: [] },
  };
};

/** The policy of a bucket, key or role. */
export const resourcePolicyOf = (source: PolicySource, facts: Found<PolicyDocument | undefined>): Policies => {
  if (facts.kind === 'not_seen') return unreadAs(facts);
  if (facts.kind === 'missing' || facts.value === undefined) return NONE;
  return { policies: [{ source, document: facts.value }], unread: [] };
};

/** What the organizations of the caller and of the resource limit. */
export const organizationPolicies = (
  organizations: Readonly<Record<string, Seen<OrganizationFacts>>>,
  callerAccount: string,
  resourceAccount: string,
): { readonly scp: readonly Policies[]; readonly rcp: Policies } => {
  const caller = organizations[callerAccount];
  const resource = organizations[resourceAccount];
  return {
    scp: caller === undefined ? [] : caller.kind === 'seen' ? caller.value.scp : [unreadAs(caller)],
    rcp: resource === undefined ? NONE : resource.kind === 'seen' ? resource.value.rcp : unreadAs(resource),
  };
};
