import { commandProblem } from '../text/command-problems.ts';
import { type Clauses, readClause } from './clauses.ts';
import { doubtIn } from './doubts.ts';
import { asWritten, joined, trimmed } from './words.ts';

export const MAX_REASON_CHARACTERS = 500;

/** The text after the name: its clauses and the reason, or why it is not clear where one ends and the other begins. */
export type Body =
  /** `times` and `rest` are the two parts of the text as Slack sent it. */
  | {
      readonly kind: 'body';
      readonly clauses: Clauses;
      readonly reason: string;
      readonly times: string;
      readonly rest: string;
    }
  | {
      readonly kind: 'unclear';
      readonly why: string;
      /** As typed. */
      readonly times: string;
      readonly reason: string;
      /** The probable meaning, if there is one. */
      readonly fixed?: { readonly times: string; readonly reason: string };
    };

export const readBody = (text: string): Body => {
  let [clauses, rest]: [Clauses, string] = [{}, text];
  const before = (end: string): string => trimmed(text.slice(0, text.length - end.length));
  for (let read = readClause(rest, clauses); read !== undefined; read = readClause(rest, clauses)) {
    if (read.kind === 'mistake') {
      const { why, tryThis, rest: reason } = read;
      if (read.isUnclear === true) return { kind: 'unclear', why, times: before(reason), reason };
      return {
        kind: 'unclear',
        why,
        times: before(reason),
        reason,
        fixed: { times: joined(before(rest), tryThis), reason },
      };
    }
    ({ clauses, rest } = read);
  }
  const reason = trimmed(asWritten(rest));
  const length = [...reason].length;
  if (length > MAX_REASON_CHARACTERS) {
    const kept = `${[...rest].slice(0, MAX_REASON_CHARACTERS - 1).join('')}…`;
    const why = commandProblem.reasonTooLong(length, MAX_REASON_CHARACTERS);
    return { kind: 'unclear', why, times: before(rest), reason: rest, fixed: { times: before(rest), reason: kept } };
  }
  const doubt = doubtIn(rest, clauses);
  if (doubt === undefined) return { kind: 'body', clauses, reason, times: before(rest), rest };
  const { why, times } = doubt;
  if (times === undefined) return { kind: 'unclear', why, times: before(rest), reason: rest };
  const fixed = { times: joined(before(rest), times), reason: doubt.reason };
  const typed = doubt.isMadeUp === true ? { times: before(rest), reason: rest } : fixed;
  return { kind: 'unclear', why, ...typed, fixed };
};

/** The clauses of a text and the rest of it, as typed. */
export const timesBefore = (text: string): { readonly times: string; readonly reason: string } => {
  let [clauses, rest]: [Clauses, string] = [{}, text];
  for (let read = readClause(rest, clauses); read?.kind === 'clause'; read = readClause(rest, clauses))
    ({ clauses, rest } = read);
  return { times: text.slice(0, text.length - rest.length), reason: rest };
};
