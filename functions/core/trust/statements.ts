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

/** `AssumeBot`, the mark of the hub unless it is the default one, and 8 digits that sign what the statement says. */
const SID = /^AssumeBot([0-9a-f]{6})?[0-9a-f]{8}$/;

/** The mark of the hub that wrote a statement of a trust policy; undefined where no hub did. */
export const hubMarkOf = ({ Sid = '' }: Statement): string | undefined => {
  const found = SID.exec(Sid);
  return found === null ? undefined : (found[1] ?? '');
};

/** Whether a statement of a trust policy is ours. Every other statement is kept as found. */
export const isOurs = (statement: Statement, hub: Hub): boolean => hubMarkOf(statement) === hub.mark;

/** The Sid that signs a statement; another one for the same statement where the first is taken. */
const sidOf = (statement: Statement, hub: Hub, more = 0): string =>
  `AssumeBot${hub.mark}${sha256(`${canonicalJson(loose(statement))}${more === 0 ? '' : more}`).slice(0, 8)}`;

/** Gives each statement a Sid of its own: two of eight digits can be equal, and IAM refuses a policy with equal Sids. */
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

/** Whether a statement of ours says what it said when we signed it. */
export const isUnchanged = ({ Sid, ...statement }: Statement, hub: Hub): boolean =>
  [0, 1, 2].some((more) => Sid === sidOf(statement, hub, more));

/** The dates of a window as conditions. A start that has passed needs none. */
export const timeConditions = (timeBox: TimeBox, now: Date): Conditions => ({
  ...(timeBox.startsAt > now ? { DateGreaterThanEquals: { 'aws:CurrentTime': isoSeconds(timeBox.startsAt) } } : {}),
  DateLessThan: { 'aws:CurrentTime': isoSeconds(timeBox.endsAt) },
});

/** Condition blocks that all have to hold, as one block. Two blocks must not set one key under one operator. */
const allOf = (blocks: readonly Conditions[]): Conditions => {
  const joined: Record<string, Conditions[string]> = {};
  for (const block of blocks)
    for (const [operator, keys] of Object.entries(block)) joined[operator] = { ...joined[operator], ...keys };
  return joined;
};

/**
 * The principal is the account root, not the user: IAM refuses every later write of a policy that names a user who was
 * deleted. The conditions narrow it. Other requirements (MFA, source addresses) are further blocks.
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

/** Lets IAM users of one account in, each under their user name as session name, so that sessions can be distinguished. */
export const trustUsers = (users: OneOrMore<IamUser>, timeBox: TimeBox, now: Date): Statement =>
  allow(
    'sts:AssumeRole',
    users[0],
    {
      StringEquals: {
        'aws:username': oneOrMany(users.map(({ userName }) => userName).toSorted()),
        'sts:RoleSessionName': '${aws:username}',
      },
    },
    timeConditions(timeBox, now),
  );

/**
 * What `aws:PrincipalArn` of a sign-in role can be: that key has the path of the role, which a session ARN does not tell.
 * Role names are unique in an account regardless of their path, so both forms mean one role: `role/Builders`, and the
 * same with any path before the name. `role/XBuilders` is another.
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

/** Lets one federated user in, under the session name of their sign-in. */
export const trustFederated = (person: Federated, timeBox: TimeBox, now: Date): Statement =>
  allow(
    'sts:AssumeRole',
    signInRole(person),
    signedInThrough(person, `*:${person.sessionName}`),
    { StringEquals: { 'sts:RoleSessionName': person.sessionName } },
    timeConditions(timeBox, now),
  );

/**
 * Lets federated users of one sign-in role in, each under the session name of their own sign-in: it is the part of the
 * userid after the colon, and the variable compares it with the requested name, so no user can take the name of another.
 * Source: IAM, "Variables and tags": condition keys of a service can be variables in requests to that service.
 */
export const trustSignedIn = (people: OneOrMore<Federated>, timeBox: TimeBox, now: Date): Statement =>
  allow(
    'sts:AssumeRole',
    signInRole(people[0]),
    signedInThrough(people[0], '*:${sts:RoleSessionName}'),
    { StringEquals: { 'sts:RoleSessionName': oneOrMany(people.map(({ sessionName }) => sessionName).toSorted()) } },
    timeConditions(timeBox, now),
  );

/**
 * Lets federated users keep the source identity that their session carries: STS applies it to every AssumeRole that
 * follows and denies the call unless the trust policy allows `sts:SetSourceIdentity`. They cannot set another one.
 * `sts:RoleSessionName` is no condition key of this action. Source: IAM, "Monitor and control actions taken with assumed
 * roles"; Service Authorization Reference, AWS STS.
 */
export const trustSourceIdentity = (people: OneOrMore<Federated>, timeBox: TimeBox, now: Date): Statement =>
  allow(
    'sts:SetSourceIdentity',
    signInRole(people[0]),
    signedInThrough(people[0], oneOrMany(people.map(({ sessionName }) => `*:${sessionName}`).toSorted())),
    { StringEquals: { 'sts:SourceIdentity': '${aws:SourceIdentity}' } },
    timeConditions(timeBox, now),
  );

/** Lets no one in. IAM takes no empty trust policy, so this remains where ours was the only statement. */
export const closedDoor = (roleArn: RoleArn): Statement =>
  allow(
    'sts:AssumeRole',
    { arn: roleArn, accountId: accountOf(roleArn) },
    { DateLessThan: { 'aws:CurrentTime': '1970-01-01T00:00:00Z' } },
  );
