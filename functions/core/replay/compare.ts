import type { Catalog } from '../catalog/catalog.ts';
import { defined } from '../defined.ts';
import type { RequestedAccess } from '../request/request.ts';
import { type Decided, decideAgain, decidedThen, decideRefusedAgain } from './decide-again.ts';
import type { PastRefusal, PastRequest } from './past.ts';

/** How the decision of a catalog differs from that of the time of the request, from the one to look at first. */
export const DIFFERENCES = [
  'newly-allowed',
  'fewer-approvals',
  'newly-refused',
  'more-approvals',
  'other-length',
  'other-rule',
  'undetermined',
  'unchanged',
] as const;
export type Difference = (typeof DIFFERENCES)[number];

export interface Replayed {
  /** Absent for a request that was refused, since it was never stored. */
  readonly id?: string;
  readonly at: Date;
  readonly by: string;
  /** The role or bundle; empty if the record of a refusal does not tell. */
  readonly target: string;
  readonly difference: Difference;
  readonly before: Decided;
  readonly after: Decided;
}

const namesIn = ({ rules }: Extract<Decided, { kind: 'allowed' }>): string =>
  JSON.stringify(rules.map(({ role, rule }) => [role, rule ?? null]));

/** The difference between two decisions. The number of approvals says more than the name of a rule. */
export const differenceOf = (before: Decided, after: Decided): Difference => {
  if (after.kind === 'unknown' || before.kind === 'unknown') return 'undetermined';
  if (after.kind === 'refused') return before.kind === 'refused' ? 'unchanged' : 'newly-refused';
  if (before.kind === 'refused') return 'newly-allowed';
  if (after.approvals !== before.approvals)
    return after.approvals > before.approvals ? 'more-approvals' : 'fewer-approvals';
  if (after.minutes !== before.minutes) return 'other-length';
  return namesIn(after) === namesIn(before) ? 'unchanged' : 'other-rule';
};

/** One past request by the catalog of its time, and by another. */
export const replay = (
  past: PastRequest | PastRefusal,
  catalog: Catalog,
  baseOf: (id: string) => RequestedAccess | undefined,
): Replayed => {
  if (past.kind === 'refusal') {
    const { at, by, refusal, asked } = past;
    const [before, after]: [Decided, Decided] = [{ kind: 'refused', refusal }, decideRefusedAgain(past, catalog)];
    return { at, by, target: asked?.name ?? '', difference: differenceOf(before, after), before, after };
  }
  const { id, requested } = past;
  const [before, after] = [decidedThen(past), decideAgain(past, catalog, baseOf)];
  const { at, by, target } = requested;
  return { ...defined({ id }), at, by, target, difference: differenceOf(before, after), before, after };
};

export type Counts = Readonly<Record<Difference, number>>;

/** The differences of all requests. Counts are complete; examples are the first of each kind. */
export interface ReplaySummary {
  readonly requests: number;
  readonly counts: Counts;
  /** By role or bundle, in the order of their names. */
  readonly targets: readonly { readonly target: string; readonly counts: Counts }[];
  readonly examples: Readonly<Record<Difference, readonly Replayed[]>>;
  /** Approved requests whose approvals would not have been enough. */
  readonly notEnough: { readonly count: number; readonly examples: readonly Replayed[] };
}

const each = <T>(make: () => T): Record<Difference, T> =>
  Object.fromEntries(DIFFERENCES.map((one) => [one, make()])) as Record<Difference, T>;

/** Adds up the differences of requests. */
export const summaryOf = (replayed: Iterable<Replayed>, mostExamples: number): ReplaySummary => {
  const counts = each(() => 0);
  const targets = new Map<string, Record<Difference, number>>();
  const examples = each<Replayed[]>(() => []);
  const notEnough = { count: 0, examples: [] as Replayed[] };
  let requests = 0;
  for (const one of replayed) {
    const { difference, target, after } = one;
    requests += 1;
    counts[difference] += 1;
    const ofTarget = targets.get(target) ?? each(() => 0);
    ofTarget[difference] += 1;
    targets.set(target, ofTarget);
    if (examples[difference].length < mostExamples) examples[difference].push(one);
    if (after.kind !== 'allowed' || after.areEnough !== 'no') continue;
    notEnough.count += 1;
    if (notEnough.examples.length < mostExamples) notEnough.examples.push(one);
  }
  const sorted = [...targets].sort(([a], [b]) => (a < b ? -1 : 1)).map(([target, own]) => ({ target, counts: own }));
  return { requests, counts, targets: sorted, examples, notEnough };
};
