import { canonicalJson } from '../hash.ts';
import type { RequestId } from '../ids.ts';
import type { RequestEvent } from '../request/facts.ts';
import { brokenLink } from '../request/facts.ts';
import type { Asked, Request } from '../request/request.ts';
import { isClosed } from '../request/request.ts';
import { addMinutes } from '../time.ts';
import type { ChainHead } from './verify.ts';
import { headOf } from './verify.ts';

/** Under which records are kept. */
export const RECORDS = 'chains/';

const MINUTES_A_DAY = 24 * 60;
const VERSION = 1;

/** A chain as it stood at some moment, kept where nobody can change it: what was asked and all events, to the letter. */
export interface KeptChain {
  readonly requestId: RequestId;
  readonly asked: Asked;
  readonly events: readonly RequestEvent[];
  /** After it the request may be gone from the table. Absent while it is open. */
  readonly forgetAt?: Date;
}

/** What the name of a record says by itself: whose chain it is, how long it was and its end. */
export interface RecordName extends ChainHead {
  readonly requestId: RequestId;
}

/** The name follows from the chain, so that one state of a request is kept once, whoever keeps it and how often. */
export const recordNameOf = (request: Request): string => {
  const { events, hash } = headOf(request);
  return `${RECORDS}${request.id}/${String(events).padStart(4, '0')}-${hash}.json`;
};

/** Reads the name of a record; undefined for what is none. */
export const parseRecordName = (name: string): RecordName | undefined => {
  const [, id, events, hash] = /^chains\/([0-9a-f]{20})\/(\d{4})-([0-9a-f]{64})\.json$/.exec(name) ?? [];
  if (id === undefined || hash === undefined) return undefined;
  return { requestId: id as RequestId, events: Number(events), hash };
};

/** A request may be gone from the table when its retention is over; nothing is said of when before it is closed. */
const forgetAtOf = ({ status, events }: Request, retentionDays: number): Date | undefined => {
  const last = events.at(-1);
  return isClosed(status) && last !== undefined ? addMinutes(last.at, retentionDays * MINUTES_A_DAY) : undefined;
};

/** The text of a record. */
export const recordOf = (request: Request, retentionDays: number): string => {
  const { id, asked, events } = request;
  const forgetAt = forgetAtOf(request, retentionDays);
  return `${canonicalJson({ version: VERSION, requestId: id, asked, events, forgetAt })}\n`;
};

/** Reads a record back, provided that the chain in it holds and is the one of its name; else says why not. */
export const readRecord = (
  name: RecordName,
  text: string,
): { readonly kind: 'chain'; readonly chain: KeptChain } | { readonly kind: 'bad'; readonly why: string } => {
  let read: { version: number; requestId: string; asked: Asked; events: RequestEvent[]; forgetAt?: string };
  try {
    read = JSON.parse(text);
    if (read.version !== VERSION) return { kind: 'bad', why: `is of version ${read.version}, which is not known here` };
    // Moments are texts here, as they are under every hash.
    const { requestId, asked, events, forgetAt } = read;
    const isWhole = requestId === name.requestId && events.length === name.events && events.at(-1)?.hash === name.hash;
    if (!isWhole || brokenLink(events, asked) !== undefined)
      return { kind: 'bad', why: 'does not hold the chain that its name promises' };
    const until = forgetAt === undefined ? {} : { forgetAt: new Date(forgetAt) };
    return { kind: 'chain', chain: { requestId: name.requestId, asked, events, ...until } };
  } catch {
    return { kind: 'bad', why: 'cannot be read' };
  }
};
