import { defined } from '../defined.ts';
import { addMinutes, addSeconds, earlier, earliest, wholeSecond } from '../time.ts';
import { appendEvent } from './chain.ts';
import type { RequestEvent, RequestFact } from './facts.ts';
import type { RequestId } from './ids.ts';
import {
  type DeliveryProgress,
  type HeldStatus,
  isClosed,
  isHeld,
  isSlackBehind,
  isStartUnchecked,
  type Request,
  type RequestState,
  type RequestStatus,
  type Review,
  type ReviewOwed,
  type RoleProgress,
  reviewMinutes,
  startCheckAt,
  timeOf,
} from './request.ts';

type Of<Kind extends RequestFact['kind']> = Extract<RequestFact, { kind: Kind }>;

/** The state after the first fact; undefined for a fact that cannot be first. */
const begin = (id: RequestId, fact: RequestFact): RequestState | undefined => {
  if (fact.kind === 'imported') return { id, ...fact.state };
  if (fact.kind !== 'requested') return undefined;
  const { requested, principal, lapsesAt } = fact;
  return {
    id,
    requested,
    ...defined({ principal }),
    status: { kind: 'pending', lapsesAt },
    reviews: [],
    isPrepared: false,
    isEscalated: false,
    used: [],
    extensions: [],
  };
};

type Change = Partial<RequestState>;
type Pending = Extract<RequestStatus, { kind: 'pending' }>;

const ifPending = (state: RequestState, change: (status: Pending) => Change): RequestState =>
  state.status.kind === 'pending' ? { ...state, ...change(state.status) } : state;

const ifHeld = (state: RequestState, change: (status: HeldStatus) => Change): RequestState =>
  isHeld(state.status) ? { ...state, ...change(state.status) } : state;

const withReview = (
  state: RequestState,
  { by, for: right, roles = [], rules, minutes }: Partial<Review>,
  at: Date,
): readonly Review[] =>
  by === undefined ? state.reviews : [...state.reviews, { by, at, roles, ...defined({ for: right, rules, minutes }) }];

const listOrNone = (times: readonly Date[]): readonly Date[] | undefined => (times.length === 0 ? undefined : times);

/** Reminders that were missed during an outage are not sent later. */
const reminded = (state: RequestState, at: Date, isEscalated: boolean): RequestState =>
  ifPending(state, ({ remindersAt: all = [], escalatesAt, ...pending }) => {
    const remindersAt = listOrNone(all.filter((moment) => moment > at));
    return {
      status: { ...pending, ...defined({ remindersAt, escalatesAt: isEscalated ? undefined : escalatesAt }) },
      isEscalated: state.isEscalated || isEscalated,
    };
  });

/** The first reminder of a review is sent after this part of its time; each gap is twice as long as the last. */
const FIRST_REMINDER_DIVISOR = 4;

/** An emergency has to be reviewed within the shortest time of its rules, which counts from the approval. */
const reviewOwedFrom = ({ requested }: RequestState, at: Date): ReviewOwed | undefined => {
  const minutes = reviewMinutes(requested);
  if (minutes === undefined) return undefined;
  const gapMinutes = minutes / FIRST_REMINDER_DIVISOR;
  return { dueBy: addMinutes(at, minutes), remindAt: addMinutes(at, gapMinutes), gapMinutes };
};

const approved = (state: RequestState, fact: Of<'approved'>, at: Date): RequestState =>
  ifPending(state, () => {
    const { startsAt, endsAt, remindAt } = fact;
    const progress = state.requested.roles.map(({ arn }): RoleProgress => ({ arn, kind: 'waiting' }));
    return {
      reviews: withReview(state, fact, at),
      status: { kind: 'approved', approvedAt: at, startsAt, endsAt, progress, ...defined({ remindAt }) },
      ...defined({ reviewOwed: reviewOwedFrom(state, at) }),
    };
  });

const withRole = (state: RequestState, role: RoleProgress): RequestState =>
  ifHeld(state, (status) => {
    const progress = status.progress.map((one) => (one.arn === role.arn ? role : one));
    return { status: { ...status, progress } };
  });

const withoutReview = ({ reviewOwed: _, ...state }: RequestState): RequestState => state;

const reviewReminded = (state: RequestState, at: Date): RequestState => {
  if (state.reviewOwed === undefined) return state;
  const { gapMinutes, remindAt, ...owed } = state.reviewOwed;
  const next = addMinutes(remindAt, gapMinutes);
  // After an outage the next reminder must still be in the future.
  const reviewOwed = {
    ...owed,
    remindAt: next > at ? next : addMinutes(at, gapMinutes),
    gapMinutes: gapMinutes * 2,
  };
  return { ...state, reviewOwed };
};

const withoutReminder = (state: RequestState): RequestState =>
  ifHeld(state, ({ remindAt: _, ...status }) => ({ status }));

const failed = (state: RequestState, why: string, at: Date): RequestState => {
  if (isClosed(state.status)) return state;
  const startedAt = isHeld(state.status) ? state.status.startsAt : undefined;
  // An emergency that never gave access needs no review.
  const rest = state.used.length === 0 ? withoutReview(state) : state;
  return { ...rest, status: { kind: 'failed', at, why, ...defined({ startedAt }) } };
};

/** The only code that changes a request. A fact that does not fit the state changes nothing. */
export const evolve = (state: RequestState, fact: RequestFact, at: Date): RequestState => {
  switch (fact.kind) {
    case 'requested':
    case 'imported':
      return state;
    case 'prepared': {
      const { principal, escalatesAt } = fact;
      const more = defined({ remindersAt: listOrNone(fact.remindersAt), escalatesAt });
      return ifPending(state, ({ lapsesAt }) => {
        return { principal, isPrepared: true, status: { kind: 'pending', lapsesAt, ...more } };
      });
    }
    case 'preparation_delayed':
      return ifPending(state, (status) => ({ status: { ...status, delayedBy: fact.account } }));
    case 'reminded':
    case 'escalated':
      return reminded(state, at, fact.kind === 'escalated');
    case 'approvers_missing':
      return ifPending(state, (status) => ({ status: { ...status, areApproversMissing: true } }));
    case 'approval_counted':
      return ifPending(state, () => ({ reviews: withReview(state, fact, at) }));
    case 'approved':
      return approved(state, fact, at);
    case 'denied':
    case 'cancelled':
      return ifPending(state, () => ({ status: { kind: fact.kind, at, by: fact.by } }));
    case 'lapsed':
      return ifPending(state, () => ({ status: { kind: 'lapsed', at } }));
    case 'role_confirmed':
      return { ...withRole(state, { arn: fact.arn, kind: 'confirmed' }), used: [...state.used, fact.arn] };
    case 'role_refused':
      return withRole(state, { arn: fact.arn, kind: 'refused', why: fact.why });
    case 'activated':
      return state.status.kind === 'approved'
        ? { ...state, status: { ...state.status, kind: 'active', activeAt: at } }
        : state;
    case 'ticket_unread':
    case 'tickets_checked':
      return state;
    case 'start_checked':
      return ifHeld(state, (status) => ({ status: { ...status, isStartChecked: true } }));
    case 'failed':
      return failed(state, fact.why, at);
    case 'review_reminded':
      return reviewReminded(state, at);
    case 'emergency_reviewed':
      return withoutReview(state);
    case 'ends_soon':
      return withoutReminder(state);
    case 'extended':
      return { ...withoutReminder(state), extensions: [...state.extensions, fact.request] };
    case 'ended': {
      const { reason, by } = fact;
      return ifHeld(state, ({ startsAt, endsAt }) => {
        // Access never ends later than was promised.
        const end = reason === 'expired' ? endsAt : earlier(wholeSecond(at), endsAt);
        return { status: { kind: 'ended', at: end, reason, startsAt, ...defined({ by }) } };
      });
    }
    default:
      return fact satisfies never;
  }
};

/** The state after some events. Throws RangeError if the first fact cannot be first. */
export const fold = (id: RequestId, events: readonly RequestEvent[]): RequestState => {
  const [first, ...rest] = events;
  const begun = first === undefined ? undefined : begin(id, first.fact);
  if (begun === undefined) throw new RangeError(`request ${id} does not begin with what was requested`);
  return rest.reduce((state, { fact, at }) => evolve(state, fact, at), begun);
};

/** Seconds for the queue to do the work, before the sweep wakes it again. */
const GRACE_SECONDS = 30;

/** When the sweep has to wake the request. */
const nextDue = (request: Request, now: Date): Date | undefined => {
  const { status } = request;
  const unhandled = isSlackBehind(request) ? addSeconds(now, GRACE_SECONDS) : undefined;
  const owed = request.reviewOwed?.remindAt;
  // A request that waits for its ticket is prepared as soon as the ticket can be read.
  const isTicketUnread = !request.isPrepared && request.events.some(({ fact }) => fact.kind === 'ticket_unread');
  const unprepared = isTicketUnread ? addSeconds(now, GRACE_SECONDS) : undefined;
  if (status.kind === 'pending')
    return earliest([
      // Until IAM could be read, the workers try again at growing intervals.
      status.delayedBy === undefined ? unhandled : addSeconds(now, GRACE_SECONDS),
      unprepared,
      status.lapsesAt,
      status.remindersAt?.[0],
      status.escalatesAt,
    ]);
  if (!isHeld(status)) return earliest([unhandled, owed]);
  const isWaiting = status.progress.some((role) => role.kind === 'waiting');
  return earliest([
    unhandled,
    isWaiting ? addSeconds(now, GRACE_SECONDS) : undefined,
    isStartUnchecked(status) ? startCheckAt(status) : undefined,
    status.remindAt,
    owed,
    status.endsAt,
  ]);
};

const scheduled = ({ dueAt: _, ...request }: Request, now: Date): Request => {
  const dueAt = nextDue(request, now);
  return dueAt === undefined ? request : { ...request, dueAt };
};

/** A request with more facts or other delivery progress, and the time of its next check. */
export const record = (
  request: Request,
  facts: readonly RequestFact[],
  now: Date,
  progress: Partial<Omit<DeliveryProgress, 'dueAt'>> = {},
): Request => {
  const at = timeOf(request, now);
  const { id, version, events: before, handledEvents, delivered, drawnEvents, cards, forgetAt, tampered } = request;
  let events = before;
  for (const fact of facts) events = appendEvent(events, id, fact, at);
  const state = facts.reduce((current, fact) => evolve(current, fact, at), stateOf(request));
  const kept = { version, events, handledEvents, drawnEvents, cards, ...defined({ delivered, forgetAt, tampered }) };
  return scheduled({ ...state, ...kept, ...progress }, at);
};

const stateOf = ({ version: _v, events: _e, handledEvents: _h, drawnEvents: _d, cards: _c, ...rest }: Request) => {
  const { dueAt: _due, delivered: _x, forgetAt: _f, tampered: _t, ...state } = rest;
  return state satisfies RequestState;
};

export const firstRecord = (id: RequestId, fact: Of<'requested'>): Request => {
  const { at } = fact.requested;
  const events = appendEvent([], id, fact, at);
  const progress = { version: 0, handledEvents: 0, drawnEvents: 0, cards: [] };
  return scheduled({ ...fold(id, events), ...progress, events }, at);
};
