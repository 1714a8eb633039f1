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
  /** The names of policies that let the user assume the role for good. Ours end by themselves. */
  readonly policies: readonly string[];
  readonly isDenied: boolean;
  /** Whether the role's trust policy lets the user's whole account in for good. */
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
  const { error, warning, found } = findingsAbout(`person ${by}`);
  const { rule, policies, isDenied, isOpen } = side;
  const remove = `Remove sts:AssumeRole on ${rule.arn} from ${policies.join(', ')} of ${arn}`;
  if (isDenied)
    error(
      'identity_denies',
      `A policy of ${arn} denies sts:AssumeRole on ${rule.name}, and a denial wins over every grant.`,
      `Remove that denial, or take ${by} out of the requesters of ${rule.name}.`,
    );
  else if (policies.length > 0 && isOpen)
    error(
      'permanent_access',
      `${arn} can assume ${rule.name} at any time with no approval: ${policies.join(', ')} allows it, and the role's own trust policy lets the account in.`,
      `Close one side, better both: ${remove.charAt(0).toLowerCase()}${remove.slice(1)}, and take the account out of the role's trust policy.`,
    );
  else if (policies.length > 0 && identity === 'managed')
    warning(
      'identity_permanent',
      `${policies.join(', ')} lets ${arn} call sts:AssumeRole on ${rule.name} for good, so the time box rests on the role's trust policy alone.`,
      `${remove}; the bot writes that side in time. If it is meant, write identity: external at people.${by}.`,
    );
  if (identity === 'external' && isOpen)
    error(
      'external_session_name',
      `The trust policy of ${rule.name} lets the whole account ${accountOf(arn)} in, and with identity: external no policy of the bot pins the session name of ${arn}: a session under another name is not ended by the session guard.`,
      `Take the account out of the trust policy of ${rule.arn}, or drop identity: external at people.${by}.`,
    );
  if (identity === 'external' && policies.length === 0 && isAllRead)
    warning(
      'external_cannot_assume',
      `Nothing lets ${arn} call sts:AssumeRole on ${rule.name}, and identity: external leaves that side to you: what is approved would not work.`,
      `Allow it there, or drop identity: external at people.${by}.`,
    );
  return found;
};

/** What keeps the bot from writing the user's side, and what release 0.1.0 left there. */
const examineOwnSide = (
  { by, arn }: Identity,
  user: SeenUser,
  sides: readonly Side[],
  { hub, now }: World,
): readonly Finding[] => {
  const { error, note, found } = findingsAbout(`person ${by}`);
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
  if (user.userName !== nameOf(arn))
    error(
      'user_name_differs',
      `IAM spells the name of ${arn} as "${user.userName}", and conditions on a user name tell upper from lower case: every grant would be refused.`,
      `Write ${arn.slice(0, -nameOf(arn).length)}${user.userName} at people.${by}.`,
    );
  if (refused !== undefined)
    error(
      'no_capacity_in_user',
      `Inline policies of ${arn} take ${otherChars} of ${USER_INLINE_QUOTA_CHARS} characters, and ${neededChars} are needed for a grant.`,
      'Turn them into managed policies.',
    );
  if (legacy.length > 0)
    note(
      'legacy_user_policy',
      `Inline policies of release 0.1.0 exist on ${arn}: ${legacy.map(({ name }) => name).join(', ')}.`,
      `Nothing while access of then is open: the bot replaces them by ${accessPolicyName(hub)} and deletes them. Delete what is left afterwards.`,
    );
  return found;
};

/** Everything that is wrong with the AWS identity of one user, seen from the roles that they may request. */
export const examineUser = (person: Identity, facts: UserFacts | undefined, world: World): readonly Finding[] => {
  const { by, arn, identity } = person;
  const { error, note, found } = findingsAbout(`person ${by}`);
  if (facts === undefined) return [];
  if (facts.kind === 'not_seen') return error('user_not_seen', facts.why, facts.fix);
  if (facts.kind === 'missing')
    return error('user_missing', `There is no IAM user ${arn}.`, `Create the user, or correct people.${by}.`);
  const sides = sidesOf(by, facts, world);
  found.push(...sides.flatMap((side) => examineSide(person, side, facts.unread.length === 0)));
  if (identity === 'managed') found.push(...examineOwnSide(person, facts, sides, world));
  for (const { why, fix } of facts.unread) note('not_looked_at', why, fix);
  return found;
};
