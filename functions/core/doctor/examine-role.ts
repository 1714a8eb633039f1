import type { Catalog, Principal, RoleRule } from '../catalog/catalog.ts';
import { iamUser } from '../catalog/lookup.ts';
import { defined } from '../defined.ts';
import { parseUserArn, partitionOf } from '../names.ts';
import { parseRequestId } from '../request/ids.ts';
import { addMinutes } from '../time.ts';
import { type CapacityRefusal, refuseCapacity } from '../trust/capacity.ts';
import { policyChars } from '../trust/documents.ts';
import { driftOf } from '../trust/drift.ts';
import type { Grant } from '../trust/grant.ts';
import type { ObservedRole } from '../trust/observed.ts';
import { foreignTrust } from '../trust/packing.ts';
import { otherHubMarks } from '../trust/plan-role.ts';
import { allowing, deniesAlways } from '../trust/policy-match.ts';
import { guardPolicyName, type Hub, isGuardOfAnotherHub } from '../trust/policy-names.ts';
import { examineTrust, selfTrust } from './examine-trust.ts';
import type { NamedPolicy, RoleFacts, SeenRole } from './facts.ts';
import { type Finding, findingsAbout } from './finding.ts';

/** The tag of the roles that manager roles may change. */
export const MANAGED_TAG = { key: 'assume-bot', value: 'managed' } as const;

/** A role as the bot itself would have observed it. */
export const observedOf = (role: SeenRole, hub: Hub): ObservedRole => {
  const inline = role.policies.filter(({ how }) => how === 'inline');
  const own = guardPolicyName(hub);
  const guard = inline.find(({ name }) => name === own)?.document;
  const others = inline.filter(({ name }) => name !== own);
  return {
    roleArn: role.arn,
    trust: role.trust,
    trustQuotaChars: role.trustQuotaChars,
    maxSessionSeconds: role.maxSessionSeconds,
    ...defined({ guard }),
    foreignInlineChars: others.reduce((sum, { document }) => sum + policyChars(document), 0),
    otherHubGuards: others.map(({ name }) => name).filter((name) => isGuardOfAnotherHub(name, hub)),
  };
};

/** One more user with a name of usual length, beside the users who hold the role. */
const oneMore = (rule: RoleRule, catalog: Catalog, now: Date): Grant => {
  const [someone] = Object.values<Principal>(catalog.people);
  const account = someone?.accountId ?? rule.accountId;
  const arn = parseUserArn(`arn:${partitionOf(rule.arn)}:iam::${account}:user/one.more.person1`);
  return {
    roleArn: rule.arn,
    requestId: parseRequestId('0'.repeat(20)),
    by: 'U000' as Grant['by'],
    principal: iamUser(arn, 'external'),
    startsAt: now,
    endsAt: addMinutes(now, rule.durationMinutes.max + 1),
    state: 'wanted',
  };
};

const capacityFinding = (rule: RoleRule, refusal: CapacityRefusal | undefined): readonly Finding[] =>
  refusal?.kind === 'does_not_fit'
    ? findingsAbout(`role ${rule.name}`).add(
        refusal.document === 'trust policy' ? 'no_capacity_in_trust' : 'no_capacity_in_role',
        { ...refusal, arn: rule.arn, account: rule.accountName },
      )
    : [];

/** Calls by which a holder could change their own time box. */
const UNDOING = ['iam:UpdateAssumeRolePolicy', 'iam:DeleteRolePolicy', 'iam:PutRolePolicy'] as const;

/** The policies of a role that allow an action on the role itself, unless another one always denies it. */
const allowedOnItself = (role: SeenRole, action: string): readonly NamedPolicy[] =>
  role.policies.some(({ document }) => deniesAlways(document, action, role.arn))
    ? []
    : role.policies.filter(({ document }) => allowing(document, action, role.arn).length > 0);

const powers = (rule: RoleRule, role: SeenRole, hub: Hub): readonly Finding[] => {
  const { add, found } = findingsAbout(`role ${rule.name}`);
  const undoing = UNDOING.flatMap((action) => allowedOnItself(role, action).map(({ name }) => ({ name, action })));
  const renewing = selfTrust(role, hub);
  const policies = allowedOnItself(role, 'sts:AssumeRole').map(({ name }) => name);
  const isSelfAssumable = renewing?.kind === 'role' || (renewing?.kind === 'account' && policies.length > 0);
  if (undoing.length > 0)
    add('role_can_undo', {
      policies: [...new Set(undoing.map(({ name }) => name))],
      actions: [...new Set(undoing.map(({ action }) => action))],
    });
  if (renewing !== undefined && isSelfAssumable)
    add('role_assumes_itself', { where: renewing.where, arn: rule.arn, policies });
  return found;
};

const terraformSigns = (role: SeenRole): boolean =>
  /terraform/i.test(role.description) ||
  Object.entries(role.tags).some(([key, value]) => /terraform/i.test(key) || /terraform/i.test(value));

/** Two hubs on one role would remove each other's statements, and each guard would end the other's sessions. */
const otherHubs = (rule: RoleRule, observed: ObservedRole, hub: Hub): readonly Finding[] => {
  const marks = otherHubMarks(observed, hub);
  return marks.length === 0 ? [] : findingsAbout(`role ${rule.name}`).add('another_hub', { arn: rule.arn, marks });
};

const drift = (
  rule: RoleRule,
  observed: ObservedRole,
  { grants, hub, now }: { readonly grants: readonly Grant[]; readonly hub: Hub; readonly now: Date },
): readonly Finding[] => {
  const { add, found } = findingsAbout(`role ${rule.name}`);
  for (const one of driftOf(observed, grants, hub, now))
    add(`drift_${one.kind}`, {
      name: rule.name,
      arn: rule.arn,
      document: one.document,
      found: one.kind === 'changed' ? one.what : one.sessionName,
    });
  return found;
};

const attributes = (rule: RoleRule, facts: SeenRole): readonly Finding[] => {
  const { add, found } = findingsAbout(`role ${rule.name}`);
  const { name, arn } = rule;
  const maxMinutes = rule.durationMinutes.max;
  if (/:role\/(aws-reserved|aws-service-role)\//.test(arn)) add('role_reserved', {});
  if (facts.tags[MANAGED_TAG.key] !== MANAGED_TAG.value) add('role_untagged', { arn, ...MANAGED_TAG });
  if (facts.maxSessionSeconds < maxMinutes * 60)
    add('session_shorter', { name, arn, maxMinutes, sessionSeconds: facts.maxSessionSeconds });
  if (terraformSigns(facts)) add('role_of_terraform', {});
  return found;
};

/** All findings about one role of the catalog. */
export const examineRole = (
  rule: RoleRule,
  facts: RoleFacts | undefined,
  world: { readonly catalog: Catalog; readonly grants: readonly Grant[]; readonly hub: Hub; readonly now: Date },
): readonly Finding[] => {
  const { add, found } = findingsAbout(`role ${rule.name}`);
  const { name, arn } = rule;
  if (facts === undefined) return [];
  if (facts.kind === 'not_seen') return add('role_not_seen', facts);
  if (facts.kind === 'missing')
    return facts.otherArn === undefined
      ? add('role_missing', { name, arn })
      : add('role_other_path', { name, arn, otherArn: facts.otherArn });

  const { catalog, hub, now } = world;
  const grants = world.grants.filter(({ roleArn }) => roleArn === rule.arn);
  const observed = observedOf(facts, hub);
  const capacity = { ...observed, hub, foreign: foreignTrust(observed.trust, hub) };
  const held = grants.filter((grant) => grant.state !== 'refused');
  found.push(
    ...attributes(rule, facts),
    ...examineTrust(rule, facts, catalog, hub),
    ...otherHubs(rule, observed, hub),
    ...capacityFinding(rule, refuseCapacity(capacity, held, [oneMore(rule, catalog, now)], now)),
    ...powers(rule, facts, hub),
    ...drift(rule, observed, { grants, hub, now }),
  );
  for (const one of facts.unread) add('not_looked_at', one);
  return found;
};
