import { defined } from '../defined.ts';
import { isSessionName, type RoleArn } from '../names.ts';
import { arePoliciesEqual, POLICY_VERSION, type PolicyDocument, type Statement, valuesOf } from './documents.ts';
import { denySelfAssumption, denySessions, type SessionDenial } from './guard-writing.ts';
import type { ObservedRole } from './observed.ts';
import { namesIn } from './policy-match.ts';

/** What a session guard denies. */
export interface GuardRead {
  readonly denials: readonly SessionDenial[];
  /** The session names that cannot assume the role again. Empty in a guard of release 0.1.0. */
  readonly selfDenied: readonly string[];
}

const isSame = (one: Statement, other: Statement): boolean =>
  arePoliciesEqual({ Statement: [one] }, { Statement: [other] });

const dateIn = (statement: Statement, operator: string, key: string): Date | undefined => {
  const value = statement.Condition?.[operator]?.[key];
  return typeof value === 'string' ? new Date(value) : undefined;
};

/** Whether a statement is the one against self-assumption. */
const isSelfDenial = (statement: Statement, roleArn: RoleArn): boolean => {
  const names = namesIn(statement);
  return names.length > 0 && isSame(statement, denySelfAssumption(roleArn, names));
};

/**
 * The denials of one statement; undefined if the bot would not write it. Example: `Deny * for aws:userid *:alice when
 * aws:CurrentTime >= 13:00` is read as `[{ alice, from: 13:00 }]`.
 */
const denialsOfStatement = (statement: Statement): readonly SessionDenial[] | undefined => {
  const from = dateIn(statement, 'DateGreaterThanEquals', 'aws:CurrentTime');
  const issuedBefore = dateIn(statement, 'DateLessThan', 'aws:TokenIssueTime');
  if ([from, issuedBefore].some((date) => date !== undefined && Number.isNaN(+date))) return undefined;
  const dates = defined({ from, issuedBefore });
  const names = valuesOf(statement, 'StringLike', 'aws:userid').map((value) => value.replace(/^\*:/, ''));
  if (names.length === 0 || !names.every(isSessionName)) return undefined;
  return isSame(statement, denySessions(names, dates))
    ? names.map((sessionName) => ({ sessionName, ...dates }))
    : undefined;
};

/** What a guard denies; undefined if the bot would not write one of its statements. */
export const readGuard = (guard: PolicyDocument, roleArn: RoleArn): GuardRead | undefined => {
  const selfDenials = guard.Statement.filter((statement) => isSelfDenial(statement, roleArn));
  const denials = guard.Statement.filter((statement) => !selfDenials.includes(statement)).map(denialsOfStatement);
  if (guard.Version !== POLICY_VERSION || !denials.every((own) => own !== undefined)) return undefined;
  return { denials: denials.flat(), selfDenied: selfDenials.flatMap(namesIn) };
};

/** The statements of a guard that end sessions, including statements that were edited by others. */
const denialStatements = ({ guard, roleArn }: ObservedRole): readonly Statement[] =>
  (guard?.Statement ?? []).filter((statement) => !isSelfDenial(statement, roleArn));

/** The session names whose sessions a guard ends, now or later. */
export const guardedNames = (observed: ObservedRole): ReadonlySet<string> =>
  new Set(denialStatements(observed).flatMap(namesIn));

/** The denials of a guard. A statement that was edited by others counts as an undated denial of its names. */
export const currentDenials = (observed: ObservedRole): readonly SessionDenial[] =>
  denialStatements(observed).flatMap(
    (statement): readonly SessionDenial[] =>
      denialsOfStatement(statement) ?? namesIn(statement).map((sessionName) => ({ sessionName })),
  );

/** The session names of a guard, except names whose sessions are already denied. */
export const liveGuardedNames = (observed: ObservedRole, now: Date): ReadonlySet<string> => {
  const isEnding = (statement: Statement): boolean => {
    const from = dateIn(statement, 'DateGreaterThanEquals', 'aws:CurrentTime');
    return from !== undefined && from <= now;
  };
  const lasting = denialStatements(observed).filter((statement) => !isEnding(statement));
  return new Set(lasting.flatMap(namesIn));
};
