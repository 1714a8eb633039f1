import { EMPTY_DIRECTORY } from '../authority/directory.ts';
import { among } from '../authority/membership.ts';
import type { Catalog, RoleRule } from '../catalog/catalog.ts';
import type { SlackUserId, UserArn } from '../names.ts';
import { addMinutes } from '../time.ts';
import { policyChars } from '../trust/documents.ts';
import { USER_INLINE_QUOTA_CHARS } from '../trust/observed.ts';
import { identityPolicyName } from '../trust/policy-names.ts';
import { allowAssume } from '../trust/statements.ts';
import { letsAccountIn } from './examine-trust.ts';
import type { RoleFacts, SeenUser, UserFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import { findingsAbout } from './finding.ts';
import { allowing, deniesAlways, endsByItself } from './policy-match.ts';

const ASSUME = 'sts:AssumeRole';

/** The names of policies that let a user assume a role for good. Ours end by themselves. */
const standingPolicies = (user: SeenUser, roleArn: RoleRule['arn']): readonly string[] =>
  user.policies
    .filter(({ name, how }) => how !== 'inline' || name !== identityPolicyName(roleArn))
    .filter(({ document }) => allowing(document, ASSUME, roleArn).some((statement) => !endsByItself(statement)))
    .map(({ name, how }) => (how === 'inline' ? name : `${name} (${how})`));

const isDenied = (user: SeenUser, roleArn: RoleRule['arn']): boolean =>
  user.policies.some(({ document }) => deniesAlways(document, ASSUME, roleArn));

/** The characters of our inline policy for a role, at its longest. */
const oursChars = (rule: RoleRule, now: Date): number => {
  const window = { startsAt: addMinutes(now, 1), endsAt: addMinutes(now, 2) };
  return policyChars({ Version: '2012-10-17', Statement: [allowAssume(rule.arn, window, now)] });
};

/** Everything that is wrong with the AWS identity of one person, seen from the roles they may ask for. */
export const examineUser = (
  { by, arn, identity }: { readonly by: SlackUserId; readonly arn: UserArn; readonly identity: 'managed' | 'external' },
  facts: UserFacts | undefined,
  world: { readonly catalog: Catalog; readonly roles: Readonly<Record<string, RoleFacts>>; readonly now: Date },
): readonly Finding[] => {
  const { error, warning, note } = findingsAbout(`person ${by}`);
  if (facts === undefined) return [];
  if (facts.kind === 'not_seen') return [error('user_not_seen', facts.why, facts.fix)];
  if (facts.kind === 'missing')
    return [error('user_missing', `There is no IAM user ${arn}.`, `Create the user, or correct people.${by}.`)];

  const found: Finding[] = [];
  const askable = Object.values<RoleRule>(world.catalog.roles).filter(
    // A group whose members are not known could hold anybody.
    (rule) => among(rule.requesters, by, { directory: EMPTY_DIRECTORY, now: world.now }).answer !== 'no',
  );
  const standing = askable.map((rule) => ({ rule, policies: standingPolicies(facts, rule.arn) }));
  for (const { rule, policies } of standing.filter((one) => one.policies.length > 0)) {
    const role = world.roles[rule.arn];
    const open =
      role?.kind === 'seen' &&
      role.trust.Statement.some((statement) => letsAccountIn(statement, arn.split(':')[4] ?? ''));
    const remove = `Remove sts:AssumeRole on ${rule.arn} from ${policies.join(', ')} of ${arn}`;
    if (isDenied(facts, rule.arn)) continue;
    if (open)
      found.push(
        error(
          'standing_access',
          `${arn} can assume ${rule.name} at any time with no approval: ${policies.join(', ')} allows it, and the role's own trust policy lets the account in.`,
          `Close one side, better both: ${remove.charAt(0).toLowerCase()}${remove.slice(1)}, and take the account out of the role's trust policy.`,
        ),
      );
    else if (identity === 'managed')
      found.push(
        warning(
          'identity_standing',
          `${policies.join(', ')} lets ${arn} call sts:AssumeRole on ${rule.name} for good, so the time box rests on the role's trust policy alone.`,
          `${remove}; the bot writes that side in time. If it is meant, write identity: external at people.${by}.`,
        ),
      );
  }
  for (const rule of askable.filter(({ arn: roleArn }) => isDenied(facts, roleArn)))
    found.push(
      error(
        'identity_denies',
        `A policy of ${arn} denies sts:AssumeRole on ${rule.name}, and a denial wins over every grant.`,
        `Remove that denial, or take ${by} out of the requesters of ${rule.name}.`,
      ),
    );
  if (identity === 'external' && facts.unread.length === 0)
    for (const { rule } of standing.filter(({ policies }) => policies.length === 0))
      found.push(
        warning(
          'external_cannot_assume',
          `Nothing lets ${arn} call sts:AssumeRole on ${rule.name}, and identity: external leaves that side to you: what is approved would not work.`,
          `Allow it there, or drop identity: external at people.${by}.`,
        ),
      );
  if (identity === 'managed') {
    const used = facts.policies
      .filter(({ how, name }) => how === 'inline' && !askable.some((rule) => identityPolicyName(rule.arn) === name))
      .reduce((sum, { document }) => sum + policyChars(document), 0);
    const most = Math.max(0, ...askable.map((rule) => oursChars(rule, world.now)));
    if (used + most > USER_INLINE_QUOTA_CHARS)
      found.push(
        error(
          'no_room_in_user',
          `Inline policies of ${arn} take ${used} of ${USER_INLINE_QUOTA_CHARS} characters, and ${most} are needed for a grant.`,
          'Turn them into managed policies.',
        ),
      );
  }
  return [...found, ...facts.unread.map(({ why, fix }) => note('not_looked_at', why, fix))];
};
