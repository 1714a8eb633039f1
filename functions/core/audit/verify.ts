import { defined } from '../defined.ts';
import { brokenLink, isHistoryWhole } from '../request/chain.ts';
import type { RequestEvent } from '../request/facts.ts';
import type { RequestId } from '../request/ids.ts';
import { endOf, type Request } from '../request/request.ts';
import { type Grant, isOpen } from '../trust/grant.ts';

/** How long a chain was, and its last hash: kept elsewhere, it shows what was cut off or taken away since. */
export interface ChainHead {
  readonly events: number;
  readonly hash: string;
  /** When the request may be forgotten, if that is known. */
  readonly forgetAt?: Date;
}

/** Something in the record that does not follow from the rest of it. */
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
  /** Absent for an item that belongs to no single request. */
  readonly requestId?: RequestId;
  /** The key of the item, where it is not a request. */
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

/** Whether two chains are the same: what a head is compared by. */
export const headOf = ({ events, forgetAt }: Pick<Request, 'events' | 'forgetAt'>): ChainHead => {
  const hashes = hashesOf(events);
  return { events: hashes.length, hash: hashes.at(-1) ?? '', ...defined({ forgetAt }) };
};

/** What does not hold together in one request. Its state is what its events make of it, so only those are looked at. */
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

/** Whether a grant that is open follows from a decision that is in force. */
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

/** What a request that was once seen has lost since. A chain only ever grows, until it may be forgotten. */
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
