import type { Catalog, Principal, RoleRule } from '../catalog/catalog.ts';
import { iamUser } from '../catalog/lookup.ts';
import { parseUserArn, partitionOf } from '../names.ts';
import { parseRequestId } from '../request/ids.ts';
import { formatDuration } from '../schedule/duration.ts';
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

/** The tag by which manager roles know the roles they may change. */
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
    ...(guard === undefined ? {} : { guard }),
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

const capacityFinding = (rule: RoleRule, refusal: CapacityRefusal | undefined): readonly Finding[] => {
  if (refusal?.kind !== 'does_not_fit') return [];
  const { error } = findingsAbout(`role ${rule.name}`);
  const figure = `${refusal.neededChars} characters would be needed and ${Math.max(0, refusal.quotaChars)} are there`;
  return refusal.document === 'trust policy'
    ? error(
        'no_capacity_in_trust',
        `Its trust policy has no room for one more person: ${figure}.`,
        `Shorten the statements of others in the trust policy of ${rule.arn}, or raise the quota "Role trust policy length" of account ${rule.accountName} in Service Quotas.`,
      )
    : error(
        'no_capacity_in_role',
        `Its inline policies leave no room for the session guard of one more person: ${figure}.`,
        `Turn other inline policies of ${rule.arn} into managed ones.`,
      );
};

/** What a holder of the role could do to their own time box. */
const UNDOING = ['iam:UpdateAssumeRolePolicy', 'iam:DeleteRolePolicy', 'iam:PutRolePolicy'] as const;

/** The policies of a role that allow an action on the role itself, unless another one always denies it. */
const allowedOnItself = (role: SeenRole, action: string): readonly NamedPolicy[] =>
  role.policies.some(({ document }) => deniesAlways(document, action, role.arn))
    ? []
    : role.policies.filter(({ document }) => allowing(document, action, role.arn).length > 0);

const powers = (rule: RoleRule, role: SeenRole, hub: Hub): readonly Finding[] => {
  const { error, warning, found } = findingsAbout(`role ${rule.name}`);
  const undoing = UNDOING.flatMap((action) => allowedOnItself(role, action).map(({ name }) => ({ name, action })));
  const actions = [...new Set(undoing.map(({ action }) => action))].join(', ');
  const renewing = selfTrust(role, hub);
  const assuming = allowedOnItself(role, 'sts:AssumeRole').map(({ name }) => name);
  const isSelfAssumable = renewing?.kind === 'role' || (renewing?.kind === 'account' && assuming.length > 0);
  if (undoing.length > 0)
    warning(
      'role_can_undo',
      `Its own policies (${[...new Set(undoing.map(({ name }) => name))].join(', ')}) allow ${actions} on itself: a user who holds it can extend their own access.`,
      'Give the role a permissions boundary, or the organisation the service control policy of docs/, that keeps these calls to the manager role.',
    );
  if (renewing !== undefined && isSelfAssumable)
    error(
      'role_assumes_itself',
      `Statement ${renewing.where} of its trust policy lets the role assume itself${assuming.length === 0 ? '' : `, and ${assuming.join(', ')} allows it`}: a session can renew itself under another session name. The session guard denies that only while access through the bot is open or guarded.`,
      `Remove statement ${renewing.where} from the trust policy of ${rule.arn}, or sts:AssumeRole on the role from its policies.`,
    );
  return found;
};

const terraformSigns = (role: SeenRole): boolean =>
  /terraform/i.test(role.description) ||
  Object.entries(role.tags).some(([key, value]) => /terraform/i.test(key) || /terraform/i.test(value));

/** Two hubs on one role would take each other's statements for drift, and each guard would end the other's sessions. */
const otherHubs = (rule: RoleRule, observed: ObservedRole, hub: Hub): readonly Finding[] => {
  const marks = otherHubMarks(observed, hub).map((mark) => (mark === '' ? 'the default name' : `the mark ${mark}`));
  if (marks.length === 0) return [];
  return findingsAbout(`role ${rule.name}`).error(
    'another_hub',
    `Another installation of the bot (${marks.join(', ')}) manages it, so every grant is refused here.`,
    `Manage ${rule.arn} from one installation only: take it out of one catalog, and remove what that installation left on the role.`,
  );
};

const drift = (
  rule: RoleRule,
  observed: ObservedRole,
  { grants, hub, now }: { readonly grants: readonly Grant[]; readonly hub: Hub; readonly now: Date },
): readonly Finding[] => {
  const { error, warning, found } = findingsAbout(`role ${rule.name}`);
  for (const one of driftOf(observed, grants, hub, now)) {
    switch (one.kind) {
      case 'missing':
        error(
          'drift_missing',
          `${one.sessionName} holds it, and the ${one.document} does not say so: somebody else changed it.`,
          `Find out who writes to ${rule.arn} (Terraform puts back what it owns); the bot puts it back at its next look, or now with "assume-bot reconcile ${rule.name}".`,
        );
        break;
      case 'orphan':
        warning(
          'drift_orphan',
          `${one.sessionName} stands in its ${one.document} without a grant.`,
          `Run "assume-bot reconcile ${rule.name}"; the next look of the bot removes it.`,
        );
        break;
      case 'changed':
        error(
          'drift_changed',
          `In its ${one.document} ${one.what} of the bot says something that the bot never wrote.`,
          `Find out who writes to ${rule.arn}; the bot mends it at its next look, or now with "assume-bot reconcile ${rule.name}".`,
        );
        break;
      default:
        one satisfies never;
    }
  }
  return found;
};

const attributes = (rule: RoleRule, facts: SeenRole): readonly Finding[] => {
  const { error, warning, found } = findingsAbout(`role ${rule.name}`);
  if (/:role\/(aws-reserved|aws-service-role)\//.test(rule.arn))
    error(
      'role_reserved',
      'It was made by AWS (a permission set of Identity Center or a service-linked role), and only AWS may change it.',
      'Name an ordinary role in the catalog.',
    );
  if (facts.tags[MANAGED_TAG.key] !== MANAGED_TAG.value)
    warning(
      'role_untagged',
      `It has no tag ${MANAGED_TAG.key}: ${MANAGED_TAG.value}, by which the manager role knows what it may change.`,
      `Tag ${rule.arn} with ${MANAGED_TAG.key}=${MANAGED_TAG.value}, or list its ARN in the account stack.`,
    );
  if (facts.maxSessionSeconds < rule.durationMinutes.max * 60)
    warning(
      'session_shorter',
      `Access can last ${formatDuration(rule.durationMinutes.max)}, and a session of the role ${formatDuration(facts.maxSessionSeconds / 60)} at most: people have to assume it again in between.`,
      `Set MaxSessionDuration of ${rule.arn} to ${Math.min(43_200, rule.durationMinutes.max * 60)}, or roles.${rule.name}.duration.max to ${formatDuration(facts.maxSessionSeconds / 60)}.`,
    );
  if (terraformSigns(facts))
    warning(
      'role_of_terraform',
      'Its tags or description say that Terraform made it; the next apply would put back its trust policy and could remove the session guard.',
      'Set lifecycle { ignore_changes = [assume_role_policy] } on it, and use neither inline_policy blocks nor aws_iam_role_policies_exclusive there.',
    );
  return found;
};

/** Everything that is wrong, or will be, with one role of the catalog. */
export const examineRole = (
  rule: RoleRule,
  facts: RoleFacts | undefined,
  world: { readonly catalog: Catalog; readonly grants: readonly Grant[]; readonly hub: Hub; readonly now: Date },
): readonly Finding[] => {
  const { error, note, found } = findingsAbout(`role ${rule.name}`);
  if (facts === undefined) return [];
  if (facts.kind === 'not_seen') return error('role_not_seen', facts.why, facts.fix);
  if (facts.kind === 'missing')
    return facts.otherArn === undefined
      ? error('role_missing', `There is no role ${rule.arn}.`, `Create it, or correct roles.${rule.name}.arn.`)
      : error(
          'role_other_path',
          `There is no role ${rule.arn}; one of that name is ${facts.otherArn}.`,
          `Write ${facts.otherArn} at roles.${rule.name}.arn.`,
        );

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
  for (const { why, fix } of facts.unread) note('not_looked_at', why, fix);
  return found;
};
