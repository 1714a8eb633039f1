import type { CallView } from '../protocol.ts';

/** A call, and the number of calls it represents. */
export interface FoldedCall extends CallView {
  readonly times: number;
}

/** The sweep checks every few seconds whether work is due. While none is due, its reads are shown as one line. */
const isLooking = ({ actor, service, operation, error }: CallView): boolean =>
  actor === 'sweep' && service === 'dynamodb' && /^(Get|BatchGet|Query)/.test(operation) && error === undefined;

const isSame = (one: CallView, other: CallView): boolean =>
  one.service === other.service &&
  one.operation === other.operation &&
  one.about === other.about &&
  one.actor === other.actor &&
  one.error === other.error;

const namesOf = (one: CallView, other: CallView): string =>
  [...new Set([...one.operation.split(', '), ...other.operation.split(', ')])].join(', ');

/** Combines repeated calls, and the reads of an idle sweep, into one line with the latest time. */
export const foldCalls = (calls: readonly CallView[]): readonly FoldedCall[] =>
  calls.reduce<FoldedCall[]>((folded, call) => {
    const last = folded.at(-1);
    if (last !== undefined && (isSame(last, call) || (isLooking(last) && isLooking(call)))) {
      folded[folded.length - 1] = { ...call, operation: namesOf(last, call), times: last.times + 1 };
    } else folded.push({ ...call, times: 1 });
    return folded;
  }, []);
