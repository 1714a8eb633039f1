import type { Catalog, Principal, RoleRule } from '../catalog/catalog.ts';
import { iamUser } from '../catalog/lookup.ts';
import { defined } from '../defined.ts';
import { parseUserArn, partitionOf } from '../names.ts';
import { parseRequestId } from '../request/ids.ts';
import { addMinutes } from '../time.ts';
import { refuseCapacity } from '../trust/capacity.ts';
import { policyChars } from '../trust/documents.ts';
import { driftOf } from '../trust/drift.ts';
import type { Grant } from '../trust/grant.ts';
import type { ObservedRole } from '../trust/observed.ts';
import { foreignTrust } from '../trust/packing.ts';
import { otherHubMarks } from '../trust/plan-role.ts';
import { allowing, deniesAlways } from '../trust/policy-match.ts';
import { guardPolicyName, type Hub, isGuardOfAnotherHub } from '../trust/policy-names.ts';
import { examineConditions } from './examine-conditions.ts';
import { examineTrust, selfTrust } from './examine-trust.ts';
import type { NamedPolicy, RoleFacts, SeenRole } from './facts.ts';
import { type Problems, problem } from './finding.ts';

/** The tag of the roles that manager roles may change. */
const MANAGED_TAG = { key: 'assume-bot', value: 'managed' } as const;

/** The least MaxSessionDuration, and its default. */
const HOUR_SECONDS = 3600;

/** The role in the form in which the bot reads it. */
const observedOf = (role: SeenRole, hub: Hub): ObservedRole => {
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

/** A grant for one more user, with a name of usual length. */
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

/** Calls with which holders could extend their own access. */
const UNDOING = ['iam:UpdateAssumeRolePolicy', 'iam:DeleteRolePolicy', 'iam:PutRolePolicy'] as const;

/** The policies of a role that allow an action on the role itself, unless another one always denies it or its boundary lacks it. */
const allowedOnItself = ({ arn, policies, boundary }: SeenRole, action: string): readonly NamedPolicy[] => {
  const isBounded = boundary !== undefined && allowing(boundary.document, action, arn).length === 0;
  const all = boundary === undefined ? policies : [...policies, boundary];
  return isBounded || all.some(({ document }) => deniesAlways(document, action, arn))
    ? []
    : policies.filter(({ document }) => allowing(document, action, arn).length > 0);
};

function* examinePowers(role: SeenRole, hub: Hub): Problems {
  const undoing = UNDOING.flatMap((action) => allowedOnItself(role, action).map(({ name }) => ({ name, action })));
  const renewing = selfTrust(role, hub);
  const policies = allowedOnItself(role, 'sts:AssumeRole').map(({ name }) => name);
  if (undoing.length > 0)
    yield problem('role_can_undo', {
      policies: [...new Set(undoing.map(({ name }) => name))],
      actions: [...new Set(undoing.map(({ action }) => action))],
    });
  if (renewing?.kind === 'role' || (renewing?.kind === 'account' && policies.length > 0))
    yield problem('role_assumes_itself', { where: renewing.where, arn: role.arn, policies });
}

function* examineAttributes({ name, arn, durationMinutes }: RoleRule, facts: SeenRole): Problems {
  const { tags, maxSessionSeconds: sessionSeconds, description } = facts;
  const maxMinutes = durationMinutes.max;
  if (/:role\/(aws-reserved|aws-service-role)\//.test(arn)) yield problem('role_reserved', {});
  if (tags[MANAGED_TAG.key] !== MANAGED_TAG.value) yield problem('role_untagged', { arn, ...MANAGED_TAG });
  if (sessionSeconds > HOUR_SECONDS) yield problem('session_long', { arn, sessionSeconds });
  if (sessionSeconds < maxMinutes * 60) yield problem('session_shorter', { name, arn, maxMinutes, sessionSeconds });
  if ([description, ...Object.entries(tags).flat()].some((text) => /terraform/i.test(text)))
    yield problem('role_of_terraform', {});
}

interface World {
  readonly catalog: Catalog;
  readonly grants: readonly Grant[];
  readonly hub: Hub;
  readonly now: Date;
}

/** The capacity that is left for grants, other hubs on the role, and changes by others. */
function* examinePolicies(rule: RoleRule, role: SeenRole, world: World): Problems {
  const { catalog, hub, now } = world;
  const { name, arn } = rule;
  const observed = observedOf(role, hub);
  // Two hubs on one role would remove each other's statements, and each guard would end the other's sessions.
  const marks = otherHubMarks(observed, hub);
  if (marks.length > 0) yield problem('another_hub', { arn, marks });
  const grants = world.grants.filter(({ roleArn }) => roleArn === arn);
  const held = grants.filter(({ state }) => state !== 'refused');
  const capacity = { ...observed, hub, terms: rule, foreign: foreignTrust(observed.trust, hub) };
  const refusal = refuseCapacity(capacity, held, [oneMore(rule, catalog, now)], now);
  if (refusal?.kind === 'does_not_fit')
    yield problem(refusal.document === 'trust policy' ? 'no_capacity_in_trust' : 'no_capacity_in_role', {
      ...refusal,
      arn,
      account: rule.accountName,
    });
  yield* examinePowers(role, hub);
  for (const drift of driftOf(observed, grants, hub, now)) {
    const found = drift.kind === 'changed' ? drift.what : drift.sessionName;
    yield problem(`drift_${drift.kind}`, { name, arn, document: drift.document, found });
  }
}

/** All problems of one role of the catalog. */
export function* examineRole(rule: RoleRule, facts: RoleFacts | undefined, world: World): Problems {
  const { name, arn } = rule;
  if (facts === undefined) return;
  if (facts.kind === 'not_seen') return yield problem('role_not_seen', facts);
  if (facts.kind === 'missing')
    return yield facts.otherArn === undefined
      ? problem('role_missing', { name, arn })
      : problem('role_other_path', { name, arn, otherArn: facts.otherArn });
  yield* examineAttributes(rule, facts);
  yield* examineTrust(facts, world.catalog, world.hub);
  yield* examineConditions(rule, facts, world.catalog, world.hub);
  yield* examinePolicies(rule, facts, world);
  for (const one of facts.unread) yield problem('not_looked_at', one);
}
