import { defined } from '../defined.ts';
import { brokenLink, isHistoryWhole } from '../request/chain.ts';
import type { RequestEvent } from '../request/facts.ts';
import type { RequestId } from '../request/ids.ts';
import { endOf, type Request } from '../request/request.ts';
import { type Grant, isOpen } from '../trust/grant.ts';

/** The length and last hash of a chain. A stored head shows whether the chain was shortened or removed since. */
export interface ChainHead {
  readonly events: number;
  readonly hash: string;
  /** When the request may be deleted, if known. */
  readonly forgetAt?: Date;
}

export interface AuditFinding {
  readonly kind:
    | 'tampered'
    | 'broken_chain'
    | 'seal_broken'
    | 'grant_without_request'
    | 'grant_too_long'
    | 'chain_shortened'
    | 'chain_rewritten'
    | 'request_gone'
    | 'record_bad'
    | 'record_forked'
    | 'record_hidden';
  readonly requestId?: RequestId;
  /** The key of an item that is not a request. */
  readonly key?: string;
  /** A whole sentence. */
  readonly what: string;
}

/** The hash of every event of a chain; an imported one goes on where the chain of release 0.1.0 ended. */
export const hashesOf = (events: readonly Pick<RequestEvent, 'fact' | 'hash'>[]): readonly string[] => {
  const [first] = events;
  const history = first?.fact.kind === 'imported' ? first.fact.history : [];
  return [...history, ...events].map(({ hash }) => hash);
};

export const headOf = ({ events, forgetAt }: Pick<Request, 'events' | 'forgetAt'>): ChainHead => {
  const hashes = hashesOf(events);
  return { events: hashes.length, hash: hashes.at(-1) ?? '', ...defined({ forgetAt }) };
};

/** Errors in the chain of one request. Its state is derived from its events, so only the events are checked. */
export const verifyRequest = ({ id: requestId, events, tampered }: Request): readonly AuditFinding[] => {
  if (tampered !== undefined) return [{ kind: 'tampered', requestId, what: tampered }];
  const broken = brokenLink(events, requestId);
  const what = `Event ${broken} does not follow from those before it; it was changed.`;
  if (broken !== undefined) return [{ kind: 'broken_chain', requestId, what }];
  const [first] = events;
  return first?.fact.kind === 'imported' && !isHistoryWhole(first.fact)
    ? [{ kind: 'broken_chain', requestId, what: 'Its events of release 0.1.0 do not follow from each other.' }]
    : [];
};

/** An open grant must belong to a request that is still held, and end no later. */
export const verifyGrant = (grant: Grant, request: Request | undefined, now: Date): readonly AuditFinding[] => {
  const { requestId, roleArn, endsAt } = grant;
  if (!isOpen(grant, now)) return [];
  if (request === undefined)
    return [{ kind: 'grant_without_request', requestId, what: `A grant on ${roleArn} is open and has no request.` }];
  const end = endOf(request.status);
  if (end !== undefined && endsAt.getTime() <= end.getTime()) return [];
  const what =
    end === undefined
      ? `A grant on ${roleArn} is open, and its request is ${request.status.kind}.`
      : `A grant on ${roleArn} ends at ${endsAt.toISOString()}, its request at ${end.toISOString()}.`;
  return [{ kind: 'grant_too_long', requestId, what }];
};

/** Compares a request with an earlier head of its chain. A chain only grows, until it may be deleted. */
export const verifyHead = (
  requestId: RequestId,
  then: ChainHead,
  request: Request | undefined,
  now: Date,
): readonly AuditFinding[] => {
  if (request === undefined) {
    if (then.forgetAt !== undefined && then.forgetAt <= now) return [];
    return [{ kind: 'request_gone', requestId, what: 'It is gone, and the time to forget it had not come.' }];
  }
  const hashes = hashesOf(request.events);
  if (hashes.length < then.events)
    return [{ kind: 'chain_shortened', requestId, what: `It had ${then.events} events and has ${hashes.length}.` }];
  if (hashes[then.events - 1] === then.hash) return [];
  return [{ kind: 'chain_rewritten', requestId, what: `Its first ${then.events} events are others than they were.` }];
};
