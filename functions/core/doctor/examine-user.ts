import { EMPTY_DIRECTORY } from '../authority/directory.ts';
import { among } from '../authority/membership.ts';
import type { Role } from '../catalog/catalog.ts';
import { rolesOf } from '../catalog/lookup.ts';
import { accountOf, nameOf, parseSessionName, type RoleArn, type SlackUserId, type UserArn } from '../names.ts';
import { parseRequestId } from '../request/ids.ts';
import { addMinutes } from '../time.ts';
import { policyChars } from '../trust/documents.ts';
import { USER_INLINE_QUOTA_CHARS } from '../trust/observed.ts';
import { allowing, endsByItself } from '../trust/policy-match.ts';
import { accessPolicyName, type Hub, isOurUserPolicy } from '../trust/policy-names.ts';
import { refuseUserCapacity } from '../trust/user-policy.ts';
import { denialsOf } from './examine-denials.ts';
import { admitsAccountOf, leavesNameOpen } from './examine-trust.ts';
import type { Facts, NamedPolicy, SeenUser, UserFacts } from './facts.ts';
import { type Problems, problem } from './finding.ts';

const ASSUME = 'sts:AssumeRole';

interface Identity {
  readonly by: SlackUserId;
  readonly arn: UserArn;
  readonly identity: 'managed' | 'external';
}

type World = Pick<Facts, 'catalog' | 'hub' | 'roles' | 'now'>;

const isOurs = ({ name, how }: NamedPolicy, hub: Hub): boolean => how === 'inline' && isOurUserPolicy(name, hub);

/** The names of foreign policies that permanently allow a user to assume a role. */
const permanentPolicies = (user: SeenUser, roleArn: RoleArn, hub: Hub): readonly string[] =>
  user.policies
    .filter((policy) => !isOurs(policy, hub))
    .filter(({ document }) => allowing(document, ASSUME, roleArn).some((statement) => !endsByItself(statement)))
    .map(({ name, how }) => (how === 'inline' ? name : `${name} (${how})`));

/** Whether both sides of one role that the user may request fit the user's identity. */
function* examineAccess({ by, arn, identity }: Identity, user: SeenUser, wanted: Role, world: World): Problems {
  const { hub, roles } = world;
  const role = roles[wanted.arn];
  const policies = permanentPolicies(user, wanted.arn, hub);
  const isOpen = role?.kind === 'seen' && admitsAccountOf(role, accountOf(arn), hub);
  const isManaged = identity === 'managed';
  const values = { by, arn, name: wanted.name, role: wanted.arn, policies };
  const denials = denialsOf(user, values);
  yield* denials;
  if (wanted.conditions?.mfa !== undefined && user.hasMfa === false) yield problem('user_without_mfa', values);
  if (denials.some(({ severity }) => severity === 'error')) return;
  if (policies.length > 0 && isOpen) yield problem('permanent_access', values);
  else if (policies.length > 0 && isManaged) yield problem('identity_permanent', values);
  if (!isManaged && role?.kind === 'seen' && leavesNameOpen(role, arn, hub))
    yield problem('external_session_name', values);
  if (!isManaged && policies.length === 0 && user.unread.length === 0) yield problem('external_cannot_assume', values);
}

/** Problems of the policy that the bot writes on the user, and policies of release 0.1.0. */
function* examineOwnPolicy(
  { by, arn }: Identity,
  { userName, policies }: SeenUser,
  wanted: readonly Role[],
  { hub, now }: World,
): Problems {
  const replacement = accessPolicyName(hub);
  const inline = policies.filter(({ how }) => how === 'inline');
  const { ours = [], others = [] } = Object.groupBy(inline, (policy) => (isOurs(policy, hub) ? 'ours' : 'others'));
  const legacy = ours.map(({ name }) => name).filter((name) => name !== replacement);
  const otherChars = others.reduce((sum, { document }) => sum + policyChars(document), 0);
  const [longest] = wanted.map((role) => role.arn).toSorted((a, b) => b.length - a.length);
  const entry = {
    requestId: parseRequestId('0'.repeat(20)),
    by,
    sessionName: parseSessionName('one-more'),
    startsAt: addMinutes(now, 1),
    roles: longest === undefined ? [] : [{ arn: longest, state: 'reserved' as const }],
  };
  if (userName !== nameOf(arn)) {
    const wanted = `${arn.slice(0, -nameOf(arn).length)}${userName}`;
    yield problem('user_name_differs', { arn, by, userName, wanted });
  }
  const refused = refuseUserCapacity([], entry, otherChars, now);
  if (refused?.kind === 'does_not_fit') {
    const { neededChars } = refused;
    yield problem('no_capacity_in_user', { arn, otherChars, quotaChars: USER_INLINE_QUOTA_CHARS, neededChars });
  }
  if (legacy.length > 0) yield problem('legacy_user_policy', { arn, policies: legacy, replacement });
}

/** All problems of the AWS identity of one user, and of the roles that they may request. */
export function* examineUser(user: Identity, facts: UserFacts | undefined, world: World): Problems {
  const { by, arn, identity } = user;
  const { catalog, now } = world;
  if (facts === undefined) return;
  if (facts.kind === 'not_seen') return yield problem('user_not_seen', facts);
  if (facts.kind === 'missing') return yield problem('user_missing', { arn, by });
  const wanted = rolesOf(catalog).filter(({ rules }) =>
    // A group whose members are not known could hold any user.
    rules.some(({ requesters }) => among(requesters, by, { catalog, directory: EMPTY_DIRECTORY, now }).answer !== 'no'),
  );
  for (const role of wanted) yield* examineAccess(user, facts, role, world);
  if (identity === 'managed') yield* examineOwnPolicy(user, facts, wanted, world);
  for (const one of facts.unread) yield problem('not_looked_at', one);
}
