import { EMPTY_DIRECTORY } from '../authority/directory.ts';
import { among } from '../authority/membership.ts';
import type { Catalog, RoleRule } from '../catalog/catalog.ts';
import { accountOf, nameOf, parseSessionName, type SlackUserId, type UserArn } from '../names.ts';
import { parseRequestId } from '../request/ids.ts';
import { addMinutes } from '../time.ts';
import { policyChars } from '../trust/documents.ts';
import { USER_INLINE_QUOTA_CHARS } from '../trust/observed.ts';
import { allowing, deniesAlways, endsByItself } from '../trust/policy-match.ts';
import { accessPolicyName, type Hub, isOurUserPolicy } from '../trust/policy-names.ts';
import { refuseUserCapacity } from '../trust/user-policy.ts';
import { letsAccountIn } from './examine-trust.ts';
import type { NamedPolicy, RoleFacts, SeenUser, UserFacts } from './facts.ts';
import { type Finding, findingsAbout } from './finding.ts';

const ASSUME = 'sts:AssumeRole';

interface Identity {
  readonly by: SlackUserId;
  readonly arn: UserArn;
  readonly identity: 'managed' | 'external';
}

interface World {
  readonly catalog: Catalog;
  readonly hub: Hub;
  readonly roles: Readonly<Record<string, RoleFacts>>;
  readonly now: Date;
}

/** A role that the user may request, with what is known of both sides. */
interface Side {
  readonly rule: RoleRule;
  /** The names of foreign policies that permanently let the user assume the role. */
  readonly policies: readonly string[];
  readonly isDenied: boolean;
  /** Whether the role's trust policy permanently lets the user's whole account in. */
  readonly isOpen: boolean;
}

const isOurs = ({ name, how }: NamedPolicy, hub: Hub): boolean => how === 'inline' && isOurUserPolicy(name, hub);

const permanentPolicies = (user: SeenUser, roleArn: RoleRule['arn'], hub: Hub): readonly string[] =>
  user.policies
    .filter((policy) => !isOurs(policy, hub))
    .filter(({ document }) => allowing(document, ASSUME, roleArn).some((statement) => !endsByItself(statement)))
    .map(({ name, how }) => (how === 'inline' ? name : `${name} (${how})`));

const sidesOf = (by: SlackUserId, user: SeenUser, { catalog, hub, roles, now }: World): readonly Side[] =>
  Object.values<RoleRule>(catalog.roles)
    // A group whose members are not known could hold any user.
    .filter((rule) => among(rule.requesters, by, { directory: EMPTY_DIRECTORY, now }).answer !== 'no')
    .map((rule) => {
      const role = roles[rule.arn];
      return {
        rule,
        policies: permanentPolicies(user, rule.arn, hub),
        isDenied: user.policies.some(({ document }) => deniesAlways(document, ASSUME, rule.arn)),
        isOpen:
          role?.kind === 'seen' &&
          role.trust.Statement.some((statement) => letsAccountIn(statement, accountOf(user.arn), hub)),
      };
    });

const examineSide = ({ by, arn, identity }: Identity, side: Side, isAllRead: boolean): readonly Finding[] => {
  const { add, found } = findingsAbout(`person ${by}`);
  const { rule, policies, isDenied, isOpen } = side;
  const values = { by, arn, name: rule.name, role: rule.arn, policies, account: accountOf(arn) };
  if (isDenied) add('identity_denies', values);
  else if (policies.length > 0 && isOpen) add('permanent_access', values);
  else if (policies.length > 0 && identity === 'managed') add('identity_permanent', values);
  if (identity === 'external' && isOpen) add('external_session_name', values);
  if (identity === 'external' && policies.length === 0 && isAllRead) add('external_cannot_assume', values);
  return found;
};

/** Problems of the policy that the bot writes on the user, and policies of release 0.1.0. */
const examineOwnSide = (
  { by, arn }: Identity,
  user: SeenUser,
  sides: readonly Side[],
  { hub, now }: World,
): readonly Finding[] => {
  const { add, found } = findingsAbout(`person ${by}`);
  const inline = user.policies.filter(({ how }) => how === 'inline');
  const legacy = inline.filter((policy) => isOurs(policy, hub) && policy.name !== accessPolicyName(hub));
  const otherChars = inline
    .filter((policy) => !isOurs(policy, hub))
    .reduce((sum, { document }) => sum + policyChars(document), 0);
  const longest = sides.map(({ rule }) => rule.arn).toSorted((a, b) => b.length - a.length)[0];
  const entry = {
    requestId: parseRequestId('0'.repeat(20)),
    by,
    sessionName: parseSessionName('one-more'),
    startsAt: addMinutes(now, 1),
    roles: longest === undefined ? [] : [{ arn: longest, state: 'reserved' as const }],
  };
  const refused = refuseUserCapacity([], entry, otherChars, now);
  const neededChars = refused?.kind === 'does_not_fit' ? refused.neededChars : 0;
  if (user.userName !== nameOf(arn)) {
    const wanted = `${arn.slice(0, -nameOf(arn).length)}${user.userName}`;
    add('user_name_differs', { arn, by, userName: user.userName, wanted });
  }
  if (refused !== undefined)
    add('no_capacity_in_user', { arn, otherChars, quotaChars: USER_INLINE_QUOTA_CHARS, neededChars });
  if (legacy.length > 0)
    add('legacy_user_policy', {
      arn,
      policies: legacy.map(({ name }) => name),
      replacement: accessPolicyName(hub),
    });
  return found;
};

/** All findings about the AWS identity of one user and the roles that they may request. */
export const examineUser = (person: Identity, facts: UserFacts | undefined, world: World): readonly Finding[] => {
  const { by, arn, identity } = person;
  const { add, found } = findingsAbout(`person ${by}`);
  if (facts === undefined) return [];
  if (facts.kind === 'not_seen') return add('user_not_seen', facts);
  if (facts.kind === 'missing') return add('user_missing', { arn, by });
  const sides = sidesOf(by, facts, world);
  found.push(...sides.flatMap((side) => examineSide(person, side, facts.unread.length === 0)));
  if (identity === 'managed') found.push(...examineOwnSide(person, facts, sides, world));
  for (const one of facts.unread) add('not_looked_at', one);
  return found;
};
