import { isCertain } from './answers.ts';
import type { Second } from './outside-events.ts';
import type { Grant, Known, Tracked } from './tracked.ts';

export type Expectation = 'must' | 'may' | 'must not';

interface Span {
  readonly from: Second;
  /** Not included. */
  readonly to: Second;
}

const holds = ({ from, to }: Span, at: Second): boolean => from <= at && at < to;

/** "Overlapping time boxes of one holder on one role form one access interval … Adjacent time boxes are separate intervals." */
const joined = (spans: readonly Span[]): readonly Span[] => {
  const done: Span[] = [];
  for (const span of spans.filter(({ from, to }) => from < to).toSorted((a, b) => a.from - b.from)) {
    const last = done.at(-1);
    if (last === undefined || span.from >= last.to) done.push(span);
    else done[done.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
  }
  return done;
};

interface Held {
  readonly one: Tracked;
  readonly grant: Grant;
}

const grantsOf = ({ tracked }: Known, identity: string, roleArn: string): readonly Held[] =>
  tracked
    .filter((one) => one.identity === identity)
    .flatMap((one) => one.grants.filter((grant) => grant.roleArn === roleArn).map((grant) => ({ one, grant })));

/** The longest possible time in which a grant let its holder act. */
const longest = ({ one: { box, end, isRowLost }, grant }: Held, skewSeconds: number): Span => {
  if (box === undefined || !grant.canBeOpen) return { from: 0, to: 0 };
  const to =
    grant.closedAt === undefined
      ? box.end.last
      : Math.min(box.end.last, Math.max(end?.at.last ?? grant.closedAt, isRowLost ? grant.closedAt : 0) + skewSeconds);
  // A worker with a fast clock opens access early by the same time.
  return { from: box.start.first - skewSeconds, to };
};

/** The time in which a grant lets its holder act for certain. */
const shortest = ({ one: { box, validity }, grant }: Held): Span => {
  const isSure = grant.isOpened && !grant.canBeClosed && !grant.isDisturbed && isCertain(validity, 'yes');
  return box === undefined || !isSure ? { from: 0, to: 0 } : { from: box.start.last, to: box.end.first };
};

/** Forged statements that may still admit an identity. */
const forgeriesOf = ({ forged, skewSeconds }: Known, identity: string, roleArn: string, at: Second) =>
  forged.filter(
    (one) =>
      one.identity === identity &&
      one.roleArn === roleArn &&
      (one.removedAt === undefined || at < one.removedAt + skewSeconds),
  );

/** Whether an AWS identity may get a session of a role at a second from now on in which no worker runs. */
export const mayAct = (known: Known, identity: string, roleArn: string, at: Second): Expectation => {
  const held = grantsOf(known, identity, roleArn);
  if (held.some((one) => holds(shortest(one), at))) return 'must';
  const isForged = forgeriesOf(known, identity, roleArn, at).some(({ vanishedAt }) => vanishedAt === undefined);
  return isForged || held.some((one) => holds(longest(one, known.skewSeconds), at)) ? 'may' : 'must not';
};

/** Whether a session that an identity got of a role at one second may do anything at a later one. */
export const maySessionAct = (
  known: Known,
  identity: string,
  roleArn: string,
  issuedAt: Second,
  at: Second,
): Expectation => {
  const held = grantsOf(known, identity, roleArn);
  const isWithin = (spans: readonly Span[]) => joined(spans).some((span) => holds(span, issuedAt) && holds(span, at));
  if (isWithin(held.map(shortest))) return 'must';
  const isForged = forgeriesOf(known, identity, roleArn, at).some(
    ({ at: from, vanishedAt = Number.POSITIVE_INFINITY }) => from <= issuedAt && issuedAt <= vanishedAt,
  );
  const longestSpans = held.map((one) => longest(one, known.skewSeconds));
  // "While the user has a grant of their own … their older sessions are not denied."
  const isOlder =
    held.some(({ one: { box, isOver } }) => !isOver && box !== undefined && at < box.end.last + known.skewSeconds) &&
    known.forged.some((one) => one.identity === identity && one.roleArn === roleArn && one.at <= issuedAt);
  return isForged || isOlder || isWithin(longestSpans) ? 'may' : 'must not';
};

/** The expectation for each identity on one role at one second, as three lists. */
export const whoMayAct = (known: Known, identities: readonly string[], roleArn: string, at: Second) => {
  const of = (expected: Expectation) =>
    identities.filter((identity) => mayAct(known, identity, roleArn, at) === expected);
  return { must: of('must'), may: of('may'), mustNot: of('must not') };
};
