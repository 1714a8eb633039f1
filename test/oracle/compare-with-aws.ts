import type { Principal } from '../../functions/core/catalog/catalog.ts';
import type { RoleArn } from '../../functions/core/names.ts';
import { identityArn, PRINCIPALS, RESTRICTED_ARN, ROLE_ARNS } from './a-setup.ts';
import { type createAwsDecisions, FROM_ELSEWHERE } from './aws-decisions.ts';
import type { Known } from './tracked.ts';
import { type Expectation, mayAct, maySessionAct } from './who-may-act.ts';

interface Session {
  readonly user: Principal;
  readonly role: RoleArn;
  readonly issuedAt: number;
}

const MAX_SESSIONS = 12;
const SESSION_SECONDS = 3600;

/** Statements for managed users are never forged in the histories. */
const isRestricted = (user: Principal, role: RoleArn): boolean =>
  role === RESTRICTED_ARN && user.kind === 'iam-user' && user.identity === 'managed';

const iso = (second: number): string => new Date(second * 1000).toISOString().slice(11, 19);

const differs = (expected: Expectation, isAdmitted: boolean, acts: boolean): boolean =>
  (expected === 'must' && !acts) || (expected === 'must not' && isAdmitted);

/** Seconds at which access may change from now on: now, around each start and end, and two hours later. */
export const timesOfChange = ({ tracked }: Known, now: number, identity?: string): readonly number[] => {
  const edges = tracked
    .filter((one) => identity === undefined || one.identity === identity)
    .flatMap(({ box }) => (box === undefined ? [] : [box.start.first, box.start.last, box.end.first, box.end.last]))
    .flatMap((edge) => [edge - 1, edge]);
  return [...new Set([now, ...edges, now + 7200])].filter((at) => at >= now).toSorted((a, b) => a - b);
};

export interface Comparison {
  /** Opens a session for each user and role if AWS allows it. */
  takeSessions(at: number): void;
  /** The first difference between AWS and the specification from now on. */
  compare(known: Known, now: number): string | undefined;
}

/** Compares AWS with the specification, and keeps some sessions to compare later. */
export const createComparison = (aws: ReturnType<typeof createAwsDecisions>): Comparison => {
  let sessions: readonly Session[] = [];

  const takeSessions = (at: number): void => {
    const taken = PRINCIPALS.flatMap((user) =>
      ROLE_ARNS.filter((role) => aws.mayAssume(user, role, user.sessionName, at)).map((role) => ({
        user,
        role,
        issuedAt: at,
      })),
    );
    const valid = [...sessions, ...taken].filter(({ issuedAt }) => issuedAt > at - SESSION_SECONDS);
    sessions = valid.slice(-MAX_SESSIONS);
  };

  const difference = (what: string, at: number, now: number, expected: Expectation, acts: boolean): string =>
    `${what} at ${iso(at)} (it is ${iso(now)}): specification ${expected}, AWS ${acts ? 'allows' : 'denies'}`;

  const compareOne = (known: Known, now: number, user: Principal, role: RoleArn): string | undefined => {
    const identity = identityArn(user);
    const another = PRINCIPALS.find(({ sessionName }) => sessionName !== user.sessionName)?.sessionName as string;
    for (const at of timesOfChange(known, now, identity)) {
      const expected = mayAct(known, identity, role, at);
      const isAdmitted = aws.mayAssume(user, role, user.sessionName, at);
      const acts = isAdmitted && aws.isAlive(role, user.sessionName, at, at);
      if (differs(expected, isAdmitted, acts))
        return difference(`${identity} assumes ${role}`, at, now, expected, acts);
      if (aws.mayAssume(user, role, another, at))
        return difference(`${identity} assumes ${role} as ${another}`, at, now, 'must not', true);
      if (isRestricted(user, role) && aws.mayAssume(user, role, user.sessionName, at, FROM_ELSEWHERE))
        return difference(`${identity} assumes ${role} from another network`, at, now, 'must not', true);
      if (expected === 'must' && aws.isAlive(role, user.sessionName, at, at, 'sts:AssumeRole'))
        return difference(`a session of ${identity} assumes ${role} again`, at, now, 'must not', true);
    }
    return undefined;
  };

  const compareSession = (known: Known, now: number, { user, role, issuedAt }: Session): string | undefined => {
    const identity = identityArn(user);
    for (const at of timesOfChange(known, now, identity)) {
      if (at >= issuedAt + SESSION_SECONDS) continue;
      const expected = maySessionAct(known, identity, role, issuedAt, at);
      const acts = aws.isAlive(role, user.sessionName, issuedAt, at);
      if (differs(expected, acts, acts))
        return difference(`a session of ${identity} on ${role} from ${iso(issuedAt)} acts`, at, now, expected, acts);
    }
    return undefined;
  };

  return {
    takeSessions,
    compare: (known, now) => {
      for (const user of PRINCIPALS)
        for (const role of ROLE_ARNS) {
          const wrong = compareOne(known, now, user, role);
          if (wrong !== undefined) return wrong;
        }
      takeSessions(now);
      for (const session of sessions) {
        const wrong = compareSession(known, now, session);
        if (wrong !== undefined) return wrong;
      }
      return undefined;
    },
  };
};
