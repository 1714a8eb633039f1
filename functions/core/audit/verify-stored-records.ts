import type { RequestId } from '../request/ids.ts';
import type { Request } from '../request/request.ts';
import type { KeptChain, RecordName } from './record.ts';
import { type AuditFinding, verifyHead } from './verify.ts';

/** All stored records of one request. */
export interface Kept {
  readonly requestId: RequestId;
  /** All records of it, by their names. */
  readonly names: readonly (RecordName & { readonly isHidden: boolean })[];
  /** What the longest of them holds, or why that cannot be used. */
  readonly longest:
    | { readonly kind: 'chain'; readonly chain: KeptChain }
    | { readonly kind: 'bad'; readonly why: string };
}

/** The longest stored chain. Of two with the same length either will do: a fork is found in both cases. */
export const longestOf = <Name extends RecordName>(names: readonly Name[]): Name | undefined =>
  names.toSorted((a, b) => b.events - a.events)[0];

const HIDDEN = 'A stored record of it has a delete marker. The record still exists.';

const hidden = ({ requestId, names }: Kept): readonly AuditFinding[] =>
  names.some(({ isHidden }) => isHidden) ? [{ kind: 'record_hidden', requestId, what: HIDDEN }] : [];

/** A chain only grows, so every record of a request is the beginning of the longest one. */
const forked = ({ requestId, names }: Kept, { hashes }: KeptChain): readonly AuditFinding[] => {
  const others = names.filter((one) => hashes[one.events - 1] !== one.hash);
  const what = `It was kept with two histories: ${others.length} of its ${names.length} records do not go on in the longest one.`;
  return others.length === 0 ? [] : [{ kind: 'record_forked', requestId, what }];
};

/** Differences between the stored records of a request and the table. */
export const verifyKept = (kept: Kept, request: Request | undefined, now: Date): readonly AuditFinding[] => {
  const { requestId, longest, names } = kept;
  const first = longestOf(names);
  if (first === undefined) return [];
  const bad: readonly AuditFinding[] =
    longest.kind === 'bad' ? [{ kind: 'record_bad', requestId, what: `A kept record of it ${longest.why}.` }] : [];
  const forgetAt =
    longest.kind === 'chain' && longest.chain.forgetAt !== undefined ? { forgetAt: longest.chain.forgetAt } : {};
  const head = { events: first.events, hash: first.hash, ...forgetAt };
  return [
    ...bad,
    ...hidden(kept),
    ...(longest.kind === 'chain' ? forked(kept, longest.chain) : []),
    ...verifyHead(requestId, head, request, now),
  ];
};
