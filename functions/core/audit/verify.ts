import type { Grant } from '../grant.ts';
import { isOpen } from '../grant.ts';
import { canonicalJson, sha256 } from '../hash.ts';
import type { RequestId } from '../ids.ts';
import { brokenLink } from '../request/facts.ts';
import type { Request, RequestStatus } from '../request/request.ts';
import { endOf, isClosed } from '../request/request.ts';

/** How long a chain was, and what stood at its end: kept elsewhere, it shows what was cut off or taken away since. */
export interface ChainHead {
  readonly events: number;
  readonly hash: string;
  /** When the request may be forgotten, if that is known. */
  readonly forgetAt?: Date;
}

/** Something in the record that does not follow from what stands beside it. */
export interface AuditFinding {
  readonly kind:
    | 'broken_chain'
    | 'state_without_event'
    | 'end_differs'
    | 'review_without_event'
    | 'grant_without_request'
    | 'grant_too_long'
    | 'chain_shortened'
    | 'chain_rewritten'
    | 'request_gone'
    | 'record_bad'
    | 'record_forked'
    | 'record_hidden';
  readonly requestId: RequestId;
  /** A whole sentence. */
  readonly what: string;
}

/** Whether two chains are the same: what a head is compared by. */
export const headOf = (request: Request): ChainHead => ({
  events: request.events.length,
  // An empty chain still covers what was asked.
  hash: request.events.at(-1)?.hash ?? sha256(canonicalJson(request.asked)),
  ...(request.forgetAt === undefined ? {} : { forgetAt: request.forgetAt }),
});

/** The kind of event that leads into each state. Which of them must stand in the chain is what the state claims. */
const LEADS_TO: Readonly<Record<RequestStatus['kind'], string>> = {
  pending: 'asked',
  approved: 'approved',
  active: 'activated',
  denied: 'denied',
  cancelled: 'cancelled',
  lapsed: 'lapsed',
  failed: 'failed',
  ended: 'ended',
};

/** The state is stored beside the chain, not in it: somebody could write one and leave the other. */
const verifyState = (request: Request): readonly AuditFinding[] => {
  const { id: requestId, status, events, reviews } = request;
  const found: AuditFinding[] = [];
  const facts = events.map(({ fact }) => fact);
  const lead = LEADS_TO[status.kind];
  if (!facts.some(({ kind }) => kind === lead))
    found.push({ kind: 'state_without_event', requestId, what: `Its state is ${status.kind}, and no event says so.` });
  const closing = facts.findLast(({ kind }) => ['denied', 'cancelled', 'lapsed', 'failed', 'ended'].includes(kind));
  if (closing !== undefined && !isClosed(status))
    found.push({
      kind: 'state_without_event',
      requestId,
      what: `Its state is ${status.kind}, and an event says that it was ${closing.kind}.`,
    });
  // An extension moves the end, and says so in the chain.
  const ends = facts.flatMap((fact) => ('endsAt' in fact ? [fact.endsAt.getTime()] : []));
  const latest = Math.max(...ends);
  const isHeld = status.kind === 'approved' || status.kind === 'active';
  if (isHeld && ends.length > 0 && status.endsAt.getTime() > latest)
    found.push({
      kind: 'end_differs',
      requestId,
      what: `It would end at ${status.endsAt.toISOString()}, and ${new Date(latest).toISOString()} is the latest end that was decided.`,
    });
  const approvers = new Set(
    facts.flatMap((fact) =>
      (fact.kind === 'approved' || fact.kind === 'approval_counted') && fact.by !== undefined ? [fact.by] : [],
    ),
  );
  for (const { by } of reviews.filter((review) => !approvers.has(review.by)))
    found.push({
      kind: 'review_without_event',
      requestId,
      what: `A review of ${by} counts, and no event says that they approved.`,
    });
  return found;
};

/** What does not hold together in one request. */
export const verifyRequest = (request: Request): readonly AuditFinding[] => {
  const broken = brokenLink(request.events, request.asked);
  if (broken === undefined) return verifyState(request);
  const what =
    broken === 0
      ? 'What was asked, or the first event, was changed after it was written.'
      : `Event ${broken} does not follow from those before it: it, or one before it, was changed.`;
  return [{ kind: 'broken_chain', requestId: request.id, what }, ...verifyState(request)];
};

/** Whether a grant that stands follows from a decision that stands. */
export const verifyGrant = (grant: Grant, request: Request | undefined, now: Date): readonly AuditFinding[] => {
  const { requestId, roleArn, endsAt } = grant;
  if (!isOpen(grant, now)) return [];
  if (request === undefined)
    return [{ kind: 'grant_without_request', requestId, what: `A grant on ${roleArn} stands, and no request for it.` }];
  const end = endOf(request.status);
  if (end !== undefined && endsAt.getTime() <= end.getTime()) return [];
  const what =
    end === undefined
      ? `A grant on ${roleArn} stands, and its request is ${request.status.kind}.`
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
  const { events } = request;
  if (events.length < then.events)
    return [{ kind: 'chain_shortened', requestId, what: `It had ${then.events} events and has ${events.length}.` }];
  const hash = then.events === 0 ? sha256(canonicalJson(request.asked)) : events[then.events - 1]?.hash;
  if (hash === then.hash) return [];
  return [{ kind: 'chain_rewritten', requestId, what: `Its first ${then.events} events are others than they were.` }];
};
