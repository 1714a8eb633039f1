import type { Principal } from '../catalog/catalog.ts';
import { canonicalJson, sha256 } from '../hash.ts';
import { accountOf, partitionOf, type RoleArn } from '../names.ts';
import { isoSeconds } from '../time.ts';
import type { TimeBox } from './access-intervals.ts';
import { type Conditions, loose, oneOrMany, type Statement } from './documents.ts';
import type { Hub } from './policy-names.ts';

export type IamUser = Extract<Principal, { kind: 'iam-user' }>;
export type Federated = Extract<Principal, { kind: 'federated' }>;
type OneOrMore<T> = readonly [T, ...T[]];

/** `AssumeBot`, the mark of the hub, and 8 hex digits of the hash of the statement. */
const SID = /^AssumeBot([0-9a-f]{6})?[0-9a-f]{8}$/;

/** The mark of the hub that wrote a statement of a trust policy; undefined for foreign statements. */
export const hubMarkOf = ({ Sid = '' }: Statement): string | undefined => {
  const found = SID.exec(Sid);
  return found === null ? undefined : (found[1] ?? '');
};

/** Whether a statement of a trust policy is ours. Every other statement is kept as found. */
export const isOurs = (statement: Statement, hub: Hub): boolean => hubMarkOf(statement) === hub.mark;

/** The Sid of a statement. `more` makes another one if the first is taken. */
const sidOf = (statement: Statement, hub: Hub, more = 0): string =>
  `AssumeBot${hub.mark}${sha256(`${canonicalJson(loose(statement))}${more === 0 ? '' : more}`).slice(0, 8)}`;

/** Gives each statement a unique Sid: IAM refuses a policy with equal Sids, and 8 digits can collide. */
export const withSids = (statements: readonly Statement[], hub: Hub): readonly Statement[] => {
  const taken = new Set<string>();
  return statements.map((statement) => {
    let more = 0;
    while (taken.has(sidOf(statement, hub, more))) more += 1;
    const Sid = sidOf(statement, hub, more);
    taken.add(Sid);
    return { Sid, ...statement };
  });
};

/** Whether a statement of ours is unchanged since it was written. */
export const isUnchanged = ({ Sid, ...statement }: Statement, hub: Hub): boolean =>
  [0, 1, 2].some((more) => Sid === sidOf(statement, hub, more));

/** The dates of a time box as conditions. A start that has passed needs none. */
export const timeConditions = (timeBox: TimeBox, now: Date): Conditions => ({
  ...(timeBox.startsAt > now ? { DateGreaterThanEquals: { 'aws:CurrentTime': isoSeconds(timeBox.startsAt) } } : {}),
  DateLessThan: { 'aws:CurrentTime': isoSeconds(timeBox.endsAt) },
});

/** Merges condition blocks. Two blocks must not set the same key under the same operator. */
const allOf = (blocks: readonly Conditions[]): Conditions => {
  const joined: Record<string, Conditions[string]> = {};
  for (const block of blocks)
    for (const [operator, keys] of Object.entries(block)) joined[operator] = { ...joined[operator], ...keys };
  return joined;
};

/**
 * The principal is the account root, narrowed by conditions: IAM refuses every later write of a policy that names a
 * deleted user.
 */
const allow = (
  action: string,
  { arn, accountId }: { readonly arn: string; readonly accountId: string },
  ...conditions: readonly Conditions[]
): Statement => ({
  Effect: 'Allow',
  Principal: { AWS: `arn:${partitionOf(arn)}:iam::${accountId}:root` },
  Action: action,
  Condition: allOf(conditions),
});

/** When a statement admits users, and what the catalog requires of them. */
export interface Admission extends TimeBox {
  readonly required?: Conditions;
}

const limits = (admission: Admission, now: Date): readonly Conditions[] => [
  timeConditions(admission, now),
  admission.required ?? {},
];

/** Admits IAM users of one account, each under their user name as session name. */
export const trustUsers = (users: OneOrMore<IamUser>, admission: Admission, now: Date): Statement =>
  allow(
    'sts:AssumeRole',
    users[0],
    {
      StringEquals: {
        'aws:username': oneOrMany(users.map(({ userName }) => userName).toSorted()),
        'sts:RoleSessionName': '${aws:username}',
      },
    },
    ...limits(admission, now),
  );

/**
 * The values of `aws:PrincipalArn` for a sign-in role, with and without path: that key contains the path of the role,
 * which a session ARN does not show. Role names are unique in an account regardless of their path.
 */
const principalArns = (pattern: string): string | readonly string[] => {
  const name = pattern.slice(pattern.indexOf('/') + 1);
  return name.includes('/') ? pattern : [pattern, `${pattern.slice(0, -name.length)}*/${name}`];
};

const signInRole = ({ accountId, roleArnPattern: arn }: Federated) => ({ accountId, arn });

const signedInThrough = ({ roleArnPattern }: Federated, userIds: string | readonly string[]): Conditions => ({
  ArnLike: { 'aws:PrincipalArn': principalArns(roleArnPattern) },
  StringLike: { 'aws:userid': userIds },
});

const sessionsOf = (users: OneOrMore<Federated>): string | readonly string[] =>
  oneOrMany(users.map(({ sessionName }) => `*:${sessionName}`).toSorted());

/** Admits one federated user, under the session name of their sign-in. */
export const trustFederated = (user: Federated, admission: Admission, now: Date): Statement =>
  allow(
    'sts:AssumeRole',
    signInRole(user),
    signedInThrough(user, `*:${user.sessionName}`),
    { StringEquals: { 'sts:RoleSessionName': user.sessionName } },
    ...limits(admission, now),
  );

/**
 * Admits federated users of one sign-in role, each under their own session name: the variable compares the requested
 * name with the part of the userid after the colon. Source: IAM, "Variables and tags".
 */
export const trustSignedIn = (users: OneOrMore<Federated>, admission: Admission, now: Date): Statement =>
  allow(
    'sts:AssumeRole',
    signInRole(users[0]),
    signedInThrough(users[0], '*:${sts:RoleSessionName}'),
    { StringEquals: { 'sts:RoleSessionName': oneOrMany(users.map(({ sessionName }) => sessionName).toSorted()) } },
    ...limits(admission, now),
  );

/**
 * Allows federated users to keep the source identity of their session, and no other: STS denies AssumeRole with a
 * source identity unless the trust policy allows `sts:SetSourceIdentity`. Source: IAM, "Monitor and control actions
 * taken with assumed roles"; Service Authorization Reference, AWS STS.
 */
export const trustSourceIdentity = (users: OneOrMore<Federated>, timeBox: TimeBox, now: Date): Statement =>
  allow(
    'sts:SetSourceIdentity',
    signInRole(users[0]),
    signedInThrough(users[0], sessionsOf(users)),
    { StringEquals: { 'sts:SourceIdentity': '${aws:SourceIdentity}' } },
    timeConditions(timeBox, now),
  );

/**
 * Allows federated users to keep the transitive tags of their session, and to set others: STS denies AssumeRole with
 * inherited tags unless the trust policy allows `sts:TagSession`. That action has no `sts:RoleSessionName`. Source:
 * IAM, "Pass session tags in AWS STS".
 */
export const trustSessionTags = (users: OneOrMore<Federated>, timeBox: TimeBox, now: Date): Statement =>
  allow(
    'sts:TagSession',
    signInRole(users[0]),
    signedInThrough(users[0], sessionsOf(users)),
    timeConditions(timeBox, now),
  );

/** Admits no one. IAM refuses an empty trust policy, so this replaces the last statement. */
export const admitNoOne = (roleArn: RoleArn): Statement =>
  allow(
    'sts:AssumeRole',
    { arn: roleArn, accountId: accountOf(roleArn) },
    { DateLessThan: { 'aws:CurrentTime': '1970-01-01T00:00:00Z' } },
  );
