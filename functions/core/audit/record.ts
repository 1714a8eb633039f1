import { defined } from '../defined.ts';
import { canonicalJson } from '../hash.ts';
import { brokenHistory, brokenLink, sealOf } from '../request/chain.ts';
import type { RequestEvent } from '../request/facts.ts';
import type { RequestId } from '../request/ids.ts';
import { isClosed, type Request } from '../request/request.ts';
import { addDays } from '../time.ts';
import { type AuditFinding, type ChainHead, hashesOf, headOf, verifyHead } from './verify.ts';

/** The prefix of record names. */
export const RECORDS = 'chains/';

const VERSION = 2;

/** A copy of a chain at one time, stored where it cannot be changed. */
export interface KeptChain {
  readonly requestId: RequestId;
  /** The hash of every event, those of release 0.1.0 first. */
  readonly hashes: readonly string[];
  /** When the request may be deleted from the table. Absent while it is open. */
  readonly forgetAt?: Date;
}

/** The parts of a record name: the request, the length of its chain and its last hash. */
export interface RecordName extends ChainHead {
  readonly requestId: RequestId;
}

/** The name is derived from the chain, so each state of a request is stored once. */
export const recordNameOf = (request: Request): string => {
  const { events, hash } = headOf(request);
  return `${RECORDS}${request.id}/${String(events).padStart(4, '0')}-${hash}.json`;
};

/** Reads the name of a record; undefined for another name. */
export const parseRecordName = (name: string): RecordName | undefined => {
  const [, id, events, hash] = /^chains\/([0-9a-f]{20})\/(\d{4})-([0-9a-f]{64})\.json$/.exec(name) ?? [];
  if (id === undefined || hash === undefined) return undefined;
  return { requestId: id as RequestId, events: Number(events), hash };
};

/** A closed request may be deleted from the table after its retention. */
const forgetAtOf = ({ status, events }: Request, retentionDays: number): Date | undefined => {
  const last = events.at(-1);
  return isClosed(status) && last !== undefined ? addDays(last.at, retentionDays) : undefined;
};

/** The text of a record. The name holds the head of the chain; `seal` covers the rest. */
export const recordOf = (request: Request, retentionDays: number): string => {
  const record = {
    version: VERSION,
    requestId: request.id,
    events: request.events,
    forgetAt: forgetAtOf(request, retentionDays),
  };
  return `${canonicalJson({ ...record, seal: sealOf(record) })}\n`;
};

/** A chain as it was read, or why the record cannot be used. */
type Reading = { readonly kind: 'chain'; readonly chain: KeptChain } | { readonly kind: 'bad'; readonly why: string };

/** A record as JSON. Times are text, as in every hash. */
interface StoredRecord {
  readonly version: number;
  readonly requestId: string;
  /** Only in records of release 0.1.0: the start of the chain. */
  readonly asked: object;
  readonly events: readonly RequestEvent[];
  readonly forgetAt?: string;
  readonly seal?: string;
}

const isWhole = (name: RecordName, record: StoredRecord): boolean => {
  const { version, requestId, asked, events, seal } = record;
  if (requestId !== name.requestId) return false;
  if (version === 1) return events.at(-1)?.hash === name.hash && brokenHistory(asked, events) === undefined;
  return seal === sealOf({ ...record }) && brokenLink(events, name.requestId) === undefined;
};

/** Reads a record, and checks that its chain is intact and matches the name. */
export const readRecord = (name: RecordName, text: string): Reading => {
  try {
    const record: StoredRecord = JSON.parse(text);
    const { version, events, forgetAt } = record;
    if (version !== 1 && version !== VERSION)
      return { kind: 'bad', why: `is of version ${version}, which is not known here` };
    const hashes = hashesOf(events);
    const isNamed = hashes.length === name.events && hashes.at(-1) === name.hash;
    if (!isNamed || !isWhole(name, record))
      return { kind: 'bad', why: 'does not hold the chain that its name promises' };
    const until = defined({ forgetAt: forgetAt === undefined ? undefined : new Date(forgetAt) });
    return { kind: 'chain', chain: { requestId: name.requestId, hashes, ...until } };
  } catch {
    return { kind: 'bad', why: 'cannot be read' };
  }
};

/** All stored records of one request. */
export interface Kept {
  readonly requestId: RequestId;
  readonly names: readonly (RecordName & { readonly isHidden: boolean })[];
  /** The chain of the longest of them. */
  readonly longest: Reading;
}

/** The longest stored chain. Of two with the same length either will do: a fork is found in both cases. */
export const longestOf = <Name extends RecordName>(names: readonly Name[]): Name | undefined =>
  names.toSorted((a, b) => b.events - a.events)[0];

const HIDDEN = 'A stored record of it has a delete marker. The record still exists.';

/** Differences between the stored records of a request and the table. */
export const verifyKept = (
  { requestId, longest, names }: Kept,
  request: Request | undefined,
  now: Date,
): readonly AuditFinding[] => {
  const first = longestOf(names);
  if (first === undefined) return [];
  const found = (kind: AuditFinding['kind'], what: string): AuditFinding => ({ kind, requestId, what });
  const chain = longest.kind === 'chain' ? longest.chain : undefined;
  // A chain only grows, so every record of a request is the beginning of the longest one.
  const others = chain === undefined ? [] : names.filter((one) => chain.hashes[one.events - 1] !== one.hash);
  const histories = `${others.length} of its ${names.length} records do not go on in the longest one.`;
  const head = { events: first.events, hash: first.hash, ...defined({ forgetAt: chain?.forgetAt }) };
  return [
    ...(longest.kind === 'bad' ? [found('record_bad', `A kept record of it ${longest.why}.`)] : []),
    ...(names.some(({ isHidden }) => isHidden) ? [found('record_hidden', HIDDEN)] : []),
    ...(others.length > 0 ? [found('record_forked', `It was kept with two histories: ${histories}`)] : []),
    ...verifyHead(requestId, head, request, now),
  ];
};
