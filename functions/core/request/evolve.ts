import { defined } from '../defined.ts';
import { addMinutes, addSeconds, earlier, earliest, wholeSecond } from '../time.ts';
import { appendEvent } from './chain.ts';
import type { RequestEvent, RequestFact } from './facts.ts';
import type { RequestId } from './ids.ts';
import {
  type DeliveryProgress,
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
  startCheckAt,
  timeOf,
} from './request.ts';

type Of<Kind extends RequestFact['kind']> = Extract<RequestFact, { kind: Kind }>;

/** The state that a first fact makes; undefined for a fact that cannot come first. */
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

const withReview = (state: RequestState, { by, roles = [], minutes }: Partial<Review>, at: Date): readonly Review[] =>
  by === undefined ? state.reviews : [...state.reviews, { by, at, roles, ...defined({ minutes }) }];

const prepared = (state: RequestState, { principal, remindersAt, escalatesAt }: Of<'prepared'>): RequestState =>
  state.status.kind !== 'pending'
    ? state
    : {
        ...state,
        principal,
        isPrepared: true,
        status: {
          kind: 'pending',
          lapsesAt: state.status.lapsesAt,
          ...(remindersAt.length === 0 ? {} : { remindersAt }),
          ...defined({ escalatesAt }),
        },
      };

/** Reminders that were slept through are not made up for. */
const reminded = (state: RequestState, at: Date, isEscalated: boolean): RequestState => {
  if (state.status.kind !== 'pending') return state;
  const { remindersAt = [], escalatesAt, ...pending } = state.status;
  const toCome = remindersAt.filter((moment) => moment > at);
  const status: RequestStatus = {
    ...pending,
    ...(toCome.length === 0 ? {} : { remindersAt: toCome }),
    ...(isEscalated || escalatesAt === undefined ? {} : { escalatesAt }),
  };
  return { ...state, status, isEscalated: state.isEscalated || isEscalated };
};

/** The first reminder of a review comes after this part of its time; each gap is twice the one before. */
const FIRST_REMINDER_DIVISOR = 4;

/** An emergency has to be reviewed within the shortest time of its rules: from the approval on, it may give access. */
const reviewOwedFrom = ({ requested }: RequestState, at: Date): ReviewOwed | undefined => {
  const within = requested.roles.flatMap(({ rule }) => rule.emergency?.reviewWithinMinutes ?? []);
  if (requested.emergency !== true || within.length === 0) return undefined;
  const minutes = Math.min(...within);
  const gapMinutes = minutes / FIRST_REMINDER_DIVISOR;
  return { dueBy: addMinutes(at, minutes), remindAt: addMinutes(at, gapMinutes), gapMinutes };
};

const approved = (state: RequestState, fact: Of<'approved'>, at: Date): RequestState => {
  if (state.status.kind !== 'pending') return state;
  const { startsAt, endsAt, remindAt } = fact;
  const progress = state.requested.roles.map(({ arn }): RoleProgress => ({ arn, kind: 'waiting' }));
  const held = { approvedAt: at, startsAt, endsAt, progress, ...defined({ remindAt }) };
  const reviews = withReview(state, fact, at);
  return {
    ...state,
    reviews,
    status: { kind: 'approved', ...held },
    ...defined({ reviewOwed: reviewOwedFrom(state, at) }),
  };
};

const withRole = (state: RequestState, role: RoleProgress): RequestState =>
  isHeld(state.status)
    ? {
        ...state,
        status: { ...state.status, progress: state.status.progress.map((one) => (one.arn === role.arn ? role : one)) },
      }
    : state;

const activated = (state: RequestState, at: Date): RequestState =>
  state.status.kind === 'approved' ? { ...state, status: { ...state.status, kind: 'active', activeAt: at } } : state;

const withoutReview = ({ reviewOwed: _, ...state }: RequestState): RequestState => state;

const reviewReminded = (state: RequestState, at: Date): RequestState => {
  if (state.reviewOwed === undefined) return state;
  const { gapMinutes, remindAt } = state.reviewOwed;
  const next = addMinutes(remindAt, gapMinutes);
  // After a stop of ours the next one is still to come.
  const reviewOwed = {
    ...state.reviewOwed,
    remindAt: next > at ? next : addMinutes(at, gapMinutes),
    gapMinutes: gapMinutes * 2,
  };
  return { ...state, reviewOwed };
};

const withoutReminder = (state: RequestState): RequestState => {
  if (!isHeld(state.status)) return state;
  const { remindAt: _, ...status } = state.status;
  return { ...state, status };
};

const closed = (state: RequestState, status: RequestStatus): RequestState =>
  isClosed(state.status) ? state : { ...state, status };

/** The moment at which access ends is never later than the one that was promised. */
const ended = (state: RequestState, { reason, by }: Of<'ended'>, at: Date): RequestState => {
  if (!isHeld(state.status)) return state;
  const { startsAt, endsAt } = state.status;
  const end = reason === 'expired' ? endsAt : earlier(wholeSecond(at), endsAt);
  return closed(state, { kind: 'ended', at: end, reason, startsAt, ...defined({ by }) });
};

const failed = (state: RequestState, why: string, at: Date): RequestState => {
  const startedAt = isHeld(state.status) ? { startedAt: state.status.startsAt } : {};
  // What was never opened has nothing to review.
  return closed(state.used.length === 0 ? withoutReview(state) : state, { kind: 'failed', at, why, ...startedAt });
};

/** The only code that changes a request: the state after one more fact. A fact that does not fit changes nothing. */
export const evolve = (state: RequestState, fact: RequestFact, at: Date): RequestState => {
  switch (fact.kind) {
    case 'requested':
    case 'imported':
      return state;
    case 'prepared':
      return prepared(state, fact);
    case 'reminded':
    case 'escalated':
      return reminded(state, at, fact.kind === 'escalated');
    case 'approvers_missing':
      return state.status.kind === 'pending'
        ? { ...state, status: { ...state.status, areApproversMissing: true } }
        : state;
    case 'approval_counted':
      return state.status.kind === 'pending' ? { ...state, reviews: withReview(state, fact, at) } : state;
    case 'approved':
      return approved(state, fact, at);
    case 'denied':
    case 'cancelled':
      return state.status.kind === 'pending' ? closed(state, { kind: fact.kind, at, by: fact.by }) : state;
    case 'lapsed':
      return state.status.kind === 'pending' ? closed(state, { kind: 'lapsed', at }) : state;
    case 'role_confirmed':
      return { ...withRole(state, { arn: fact.arn, kind: 'confirmed' }), used: [...state.used, fact.arn] };
    case 'role_refused':
      return withRole(state, { arn: fact.arn, kind: 'refused', why: fact.why });
    case 'activated':
      return activated(state, at);
    case 'start_checked':
      return isHeld(state.status) ? { ...state, status: { ...state.status, isStartChecked: true } } : state;
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
    case 'ended':
      return ended(state, fact, at);
    default:
      return fact satisfies never;
  }
};

/** What some events make of a request. Throws RangeError for events that begin with another fact than a first one. */
export const fold = (id: RequestId, events: readonly RequestEvent[]): RequestState => {
  const [first, ...rest] = events;
  const begun = first === undefined ? undefined : begin(id, first.fact);
  if (begun === undefined) throw new RangeError(`request ${id} does not begin with what was requested`);
  return rest.reduce((state, { fact, at }) => evolve(state, fact, at), begun);
};

/** Seconds the queue is given to do the work before the sweep wakes it again. */
const GRACE_SECONDS = 30;

/** When a request has to be looked at next if no message wakes a worker. */
const nextDue = (request: Request, now: Date): Date | undefined => {
  const { status } = request;
  const unhandled = isSlackBehind(request) ? addSeconds(now, GRACE_SECONDS) : undefined;
  const owed = request.reviewOwed?.remindAt;
  if (status.kind === 'pending')
    return earliest([unhandled, status.lapsesAt, status.remindersAt?.[0], status.escalatesAt]);
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
  const { id, version, events: before, handledEvents, drawnEvents, cards, forgetAt, tampered } = request;
  let events = before;
  for (const fact of facts) events = appendEvent(events, id, fact, at);
  const state = facts.reduce((current, fact) => evolve(current, fact, at), stateOf(request));
  const kept = { ...defined({ forgetAt, tampered }) };
  return scheduled({ ...state, version, events, handledEvents, drawnEvents, cards, ...kept, ...progress }, at);
};

const stateOf = ({ version: _v, events: _e, handledEvents: _h, drawnEvents: _d, cards: _c, ...rest }: Request) => {
  const { dueAt: _due, forgetAt: _f, tampered: _t, ...state } = rest;
  return state satisfies RequestState;
};

/** A request as it is first stored. */
export const firstRecord = (id: RequestId, fact: Of<'requested'>): Request => {
  const { at } = fact.requested;
  const events = appendEvent([], id, fact, at);
  const progress = { version: 0, handledEvents: 0, drawnEvents: 0, cards: [] };
  return scheduled({ ...fold(id, events), ...progress, events }, at);
};
