import type { Catalog, Principal, RoleRule } from '../catalog/catalog.ts';
import { iamUser } from '../catalog/lookup.ts';
import type { Grant } from '../grant.ts';
import { parseRequestId } from '../ids.ts';
import { parseUserArn } from '../names.ts';
import { formatDuration } from '../schedule/duration.ts';
import { addMinutes } from '../time.ts';
import type { CapacityRefusal } from '../trust/capacity.ts';
import { refuseCapacity } from '../trust/capacity.ts';
import { policyChars } from '../trust/documents.ts';
import { driftOf } from '../trust/drift.ts';
import type { ObservedRole } from '../trust/observed.ts';
import { foreignTrust } from '../trust/packing.ts';
import { GUARD_POLICY_NAME } from '../trust/policy-names.ts';
import { examineTrust } from './examine-trust.ts';
import type { NamedPolicy, RoleFacts, SeenRole } from './facts.ts';
import type { Finding } from './finding.ts';
import { findingsAbout } from './finding.ts';
import { allowing, deniesAlways } from './policy-match.ts';

/** The tag by which manager roles know the roles they may change. */
export const MANAGED_TAG = { key: 'assume-bot', value: 'managed' } as const;

/** A role as the bot itself would have observed it. */
export const observedOf = (role: SeenRole): ObservedRole => {
  const inline = role.policies.filter(({ how }) => how === 'inline');
  const guard = inline.find(({ name }) => name === GUARD_POLICY_NAME)?.document;
  const others = inline.filter(({ name }) => name !== GUARD_POLICY_NAME);
  return {
    roleArn: role.arn,
    trust: role.trust,
    trustQuotaChars: role.trustQuotaChars,
    maxSessionSeconds: role.maxSessionSeconds,
    ...(guard === undefined ? {} : { guard }),
    foreignInlineChars: others.reduce((sum, { document }) => sum + policyChars(document), 0),
    identities: {},
  };
};

/** Somebody with a name of usual length who comes on top of those who hold the role. */
const oneMore = (rule: RoleRule, catalog: Catalog, now: Date): Grant => {
  const [someone] = Object.values<Principal>(catalog.people);
  const account = someone?.accountId ?? rule.accountId;
  const principal = iamUser(parseUserArn(`arn:aws:iam::${account}:user/one.more.person1`), 'external');
  return {
    roleArn: rule.arn,
    requestId: parseRequestId('0'.repeat(20)),
    by: 'U000' as Grant['by'],
    principal,
    startsAt: now,
    endsAt: addMinutes(now, rule.durationMinutes.max + 1),
    state: 'wanted',
    identityCleared: false,
  };
};

const roomFinding = (rule: RoleRule, refusal: CapacityRefusal | undefined): readonly Finding[] => {
  if (refusal?.kind !== 'does_not_fit') return [];
  const { error } = findingsAbout(`role ${rule.name}`);
  const figure = `${refusal.neededChars} characters would be needed and ${Math.max(0, refusal.quotaChars)} are there`;
  return refusal.document === 'trust policy'
    ? [
        error(
          'no_room_in_trust',
          `Its trust policy has no room for one more person: ${figure}.`,
          `Shorten the statements of others in the trust policy of ${rule.arn}, or raise the quota "Role trust policy length" of account ${rule.accountName} in Service Quotas.`,
        ),
      ]
    : [
        error(
          'no_room_in_role',
          `Its inline policies leave no room for the session guard of one more person: ${figure}.`,
          `Turn other inline policies of ${rule.arn} into managed ones.`,
        ),
      ];
};

/** What whoever holds the role could do to their own time box. */
const UNDOING = ['iam:UpdateAssumeRolePolicy', 'iam:DeleteRolePolicy', 'iam:PutRolePolicy'] as const;

const powers = (rule: RoleRule, role: SeenRole): readonly Finding[] => {
  const { warning } = findingsAbout(`role ${rule.name}`);
  const isAllowed =
    (document: NamedPolicy['document']) =>
    (action: string): boolean =>
      allowing(document, action, rule.arn).length > 0 &&
      !role.policies.some((other) => deniesAlways(other.document, action, rule.arn));
  const undoing = role.policies.flatMap(({ name, document }) =>
    UNDOING.filter(isAllowed(document)).map((action) => ({ name, action })),
  );
  if (undoing.length === 0) return [];
  const actions = [...new Set(undoing.map(({ action }) => action))].join(', ');
  return [
    warning(
      'role_can_undo',
      `Its own policies (${[...new Set(undoing.map(({ name }) => name))].join(', ')}) allow ${actions} on itself: whoever holds it can give it to themselves for longer.`,
      'Give the role a permissions boundary, or the organisation the service control policy of docs/, that keeps these calls to the manager role.',
    ),
  ];
};

const terraformSigns = (role: SeenRole): boolean =>
  /terraform/i.test(role.description) ||
  Object.entries(role.tags).some(([key, value]) => /terraform/i.test(key) || /terraform/i.test(value));

const drift = (rule: RoleRule, role: SeenRole, grants: readonly Grant[], now: Date): readonly Finding[] => {
  const { error, warning } = findingsAbout(`role ${rule.name}`);
  return driftOf(observedOf(role), grants, now).map((one) => {
    switch (one.kind) {
      case 'missing':
        return error(
          'drift_missing',
          `${one.sessionName} holds it, and the ${one.document} does not say so: somebody else changed it.`,
          `Find out who writes to ${rule.arn} (Terraform puts back what it owns); the bot puts it back at its next look, or now with "assume-bot reconcile ${rule.name}".`,
        );
      case 'orphan':
        return warning(
          'drift_orphan',
          `${one.sessionName} stands in its ${one.document} without a grant.`,
          `Run "assume-bot reconcile ${rule.name}"; the next look of the bot removes it.`,
        );
      case 'changed':
        return error(
          'drift_changed',
          `In its ${one.document} ${one.what} of the bot says something that the bot never wrote.`,
          `Find out who writes to ${rule.arn}; the bot mends it at its next look, or now with "assume-bot reconcile ${rule.name}".`,
        );
      default:
        return one satisfies never;
    }
  });
};

/** Everything that is wrong, or will be, with one role of the catalog. */
export const examineRole = (
  rule: RoleRule,
  facts: RoleFacts | undefined,
  world: { readonly catalog: Catalog; readonly grants: readonly Grant[]; readonly now: Date },
): readonly Finding[] => {
  const { error, warning, note } = findingsAbout(`role ${rule.name}`);
  if (facts === undefined) return [];
  if (facts.kind === 'not_seen') return [error('role_not_seen', facts.why, facts.fix)];
  if (facts.kind === 'missing')
    return [
      facts.otherArn === undefined
        ? error('role_missing', `There is no role ${rule.arn}.`, `Create it, or correct roles.${rule.name}.arn.`)
        : error(
            'role_other_path',
            `There is no role ${rule.arn}; one of that name is ${facts.otherArn}.`,
            `Write ${facts.otherArn} at roles.${rule.name}.arn.`,
          ),
    ];

  const { catalog, now } = world;
  const grants = world.grants.filter(({ roleArn }) => roleArn === rule.arn);
  const found: Finding[] = [];
  if (/:role\/(aws-reserved|aws-service-role)\//.test(rule.arn))
    found.push(
      error(
        'role_reserved',
        'It was made by AWS (a permission set of Identity Center or a service-linked role), and only AWS may change it.',
        'Name an ordinary role in the catalog.',
      ),
    );
  if (!isTagged(facts))
    found.push(
      warning(
        'role_untagged',
        `It has no tag ${MANAGED_TAG.key}: ${MANAGED_TAG.value}, by which the manager role knows what it may change.`,
        `Tag ${rule.arn} with ${MANAGED_TAG.key}=${MANAGED_TAG.value}, or list its ARN in the account stack.`,
      ),
    );
  if (facts.maxSessionSeconds < rule.durationMinutes.max * 60)
    found.push(
      warning(
        'session_shorter',
        `Access can last ${formatDuration(rule.durationMinutes.max)}, and a session of the role ${formatDuration(facts.maxSessionSeconds / 60)} at most: people have to assume it again in between.`,
        `Set MaxSessionDuration of ${rule.arn} to ${Math.min(43_200, rule.durationMinutes.max * 60)}, or roles.${rule.name}.duration.max to ${formatDuration(facts.maxSessionSeconds / 60)}.`,
      ),
    );
  if (terraformSigns(facts))
    found.push(
      warning(
        'role_of_terraform',
        'Its tags or description say that Terraform made it; the next apply would put back its trust policy and could remove the session guard.',
        'Set lifecycle { ignore_changes = [assume_role_policy] } on it, and use neither inline_policy blocks nor aws_iam_role_policies_exclusive there.',
      ),
    );
  const observed = observedOf(facts);
  const room = { ...observed, foreign: foreignTrust(observed.trust) };
  const held = grants.filter((grant) => grant.state !== 'refused');
  found.push(
    ...examineTrust(rule, facts, catalog),
    ...roomFinding(rule, refuseCapacity(room, held, [oneMore(rule, catalog, now)], now)),
    ...powers(rule, facts),
    ...drift(rule, facts, grants, now),
    ...facts.unread.map(({ why, fix }) => note('not_looked_at', why, fix)),
  );
  return found;
};

const isTagged = ({ tags }: SeenRole): boolean => tags[MANAGED_TAG.key] === MANAGED_TAG.value;
