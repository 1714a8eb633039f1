import type { Principal } from '../catalog/catalog.ts';
import { canonicalJson, sha256 } from '../hash.ts';
import type { RoleArn } from '../names.ts';
import { accountOf, partitionOf } from '../names.ts';
import { isoSeconds } from '../time.ts';
import type { Statement } from './documents.ts';
import { loose } from './documents.ts';
import type { TimeWindow } from './windows.ts';

type IamUser = Extract<Principal, { kind: 'iam-user' }>;
type Federated = Extract<Principal, { kind: 'federated' }>;

/**
 * Statements of a trust policy with exactly this shape of Sid are ours; every other statement is kept as found.
 * Sids hold letters and digits only.
 */
const OUR_SID = /^AssumeBot[0-9a-f]{8}$/;

export const isOurs = (statement: Statement): boolean => OUR_SID.test(statement.Sid ?? '');

/** Signs what a statement says; another sign for the same where the first is taken. */
const sidOf = (statement: Statement, more = 0): string =>
  `AssumeBot${sha256(`${canonicalJson(loose(statement))}${more === 0 ? '' : more}`).slice(0, 8)}`;

const signed = (statement: Statement): Statement => ({ Sid: sidOf(statement), ...statement });

/** Gives a Sid of its own to each: eight digits meet now and then, and IAM refuses the whole policy for two of one. */
export const withOwnSids = (statements: readonly Statement[]): readonly Statement[] => {
  const taken = new Set<string>();
  return statements.map(({ Sid: first = '', ...statement }) => {
    let Sid = first;
    for (let more = 1; taken.has(Sid); more += 1) Sid = sidOf(statement, more);
    taken.add(Sid);
    return { Sid, ...statement };
  });
};

/** Whether a statement of ours says what it said when we signed it. */
export const isUnchanged = ({ Sid, ...statement }: Statement): boolean =>
  [0, 1, 2].some((more) => Sid === sidOf(statement, more));

/** The dates of a window as conditions; a start that has come needs none. */
const timeConditions = (window: TimeWindow, now: Date) => ({
  ...(window.startsAt > now ? { DateGreaterThanEquals: { 'aws:CurrentTime': isoSeconds(window.startsAt) } } : {}),
  DateLessThan: { 'aws:CurrentTime': isoSeconds(window.endsAt) },
});

const oneOrMany = (values: readonly string[]): string | readonly string[] =>
  values.length === 1 && values[0] !== undefined ? values[0] : values;

/**
 * The account root, not the user: a principal that is deleted later would make IAM refuse every later write of the
 * whole policy. The conditions narrow it to the person.
 */
const accountRoot = ({ arn, accountId }: { arn: string; accountId: string }) => ({
  AWS: `arn:${partitionOf(arn)}:iam::${accountId}:root`,
});

/** Lets IAM users of one account in, each under their own name as session name, which tells their sessions apart. */
export const trustUsers = (users: readonly [IamUser, ...IamUser[]], window: TimeWindow, now: Date): Statement =>
  signed({
    Effect: 'Allow',
    Principal: accountRoot(users[0]),
    Action: 'sts:AssumeRole',
    Condition: {
      StringEquals: {
        'aws:username': oneOrMany(users.map((user) => user.userName).toSorted()),
        'sts:RoleSessionName': '${aws:username}',
      },
      ...timeConditions(window, now),
    },
  });

const federated = (
  { accountId, roleArnPattern }: Federated,
  userId: string,
  sessionNames: readonly string[],
  times: ReturnType<typeof timeConditions>,
): Statement =>
  signed({
    Effect: 'Allow',
    Principal: accountRoot({ arn: roleArnPattern, accountId }),
    Action: 'sts:AssumeRole',
    Condition: {
      ArnLike: { 'aws:PrincipalArn': roleArnPattern },
      StringLike: { 'aws:userid': userId },
      StringEquals: { 'sts:RoleSessionName': oneOrMany(sessionNames) },
      ...times,
    },
  });

/** Lets one federated person in, under the session name of their sign-in, which is spelled out. */
export const trustFederated = (person: Federated, window: TimeWindow, now: Date): Statement =>
  federated(person, `*:${person.sessionName}`, [person.sessionName], timeConditions(window, now));

/**
 * Lets federated people in who sign in through one role, each under the session name of their own sign-in: that is what
 * comes after the colon of a userid, and the variable holds it against the name that is asked for. So a list of names
 * lets nobody take another's. Source: IAM, "Variables and tags": keys of a service can be variables in requests to it.
 */
export const trustSignedIn = (
  people: readonly [Federated, ...Federated[]],
  window: TimeWindow,
  now: Date,
): Statement => {
  const names = people.map(({ sessionName }) => sessionName).toSorted();
  return federated(people[0], '*:${sts:RoleSessionName}', names, timeConditions(window, now));
};

/** Lets nobody in. IAM takes no empty trust policy, so this stands where ours was the only statement and has ended. */
export const closedDoor = (roleArn: RoleArn): Statement =>
  signed({
    Effect: 'Allow',
    Principal: accountRoot({ arn: roleArn, accountId: accountOf(roleArn) }),
    Action: 'sts:AssumeRole',
    Condition: { DateLessThan: { 'aws:CurrentTime': '1970-01-01T00:00:00Z' } },
  });

/** The person's side: lets an IAM user assume one role within a window. */
export const allowAssume = (roleArn: RoleArn, window: TimeWindow, now: Date): Statement => ({
  Effect: 'Allow',
  Action: 'sts:AssumeRole',
  Resource: roleArn,
  Condition: timeConditions(window, now),
});
