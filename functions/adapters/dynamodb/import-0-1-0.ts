import type { Principal } from '../../core/catalog/catalog.ts';
import { defined } from '../../core/defined.ts';
import { canonicalJson } from '../../core/hash.ts';
import type { SlackUserId } from '../../core/names.ts';
import { appendEvent, brokenHistory, headOfHistory } from '../../core/request/chain.ts';
import { fold } from '../../core/request/evolve.ts';
import type { FactKind, ImportedEvent, RequestFact } from '../../core/request/facts.ts';
import type { RequestId } from '../../core/request/ids.ts';
import {
  isHeld,
  type MessageRef,
  type Request,
  type RequestedAccess,
  type RequestState,
  type RequestStatus,
  type Review,
  type ReviewOwed,
  timeBox,
} from '../../core/request/request.ts';
import { earlier, wholeSecond } from '../../core/time.ts';

type Of<Kind extends FactKind> = Extract<RequestFact, { kind: Kind }>;
type Without<Kind extends FactKind, Member extends string> = Omit<Of<Kind>, Member>;

/** A fact of release 0.1.0. Facts that are not listed by shape have not changed. */
export type Fact010 =
  | { readonly kind: 'requested'; readonly by: SlackUserId }
  | Pick<Of<'prepared'>, 'kind' | 'holding' | 'earlierRequests'>
  | Of<'reminded' | 'escalated' | 'cancelled' | 'lapsed' | 'role_confirmed' | 'role_refused' | 'activated' | 'failed'>
  | Of<'review_reminded' | 'ends_soon' | 'extended' | 'ended'>
  | Without<'approval_counted', 'for' | 'roles' | 'rules' | 'note' | 'reading' | 'evidence'>
  | Without<'approved', 'for' | 'roles' | 'rules' | 'startsAt' | 'remindAt' | 'note' | 'reading' | 'evidence'>
  | Without<'denied', 'for' | 'evidence'>
  | Without<'emergency_reviewed', 'for' | 'evidence'>
  | { readonly kind: 'click_refused'; readonly by: SlackUserId; readonly action: string; readonly refusal: string };

/** A stored request of release 0.1.0. Its state was beside the chain, not in it. */
export interface Request010 {
  readonly id: RequestId;
  readonly version: number;
  readonly requested: RequestedAccess;
  readonly principal?: Principal;
  readonly status: RequestStatus;
  readonly reviews: readonly Review[];
  readonly events: readonly {
    readonly seq: number;
    readonly at: Date;
    readonly fact: Fact010;
    readonly hash: string;
  }[];
  readonly handledEvents: number;
  readonly drawnEvents: number;
  readonly cards: readonly MessageRef[];
  readonly reviewOwed?: ReviewOwed;
  readonly dueAt?: Date;
  readonly forgetAt?: Date;
}

/** The kind of event that leads to each state. */
const LEADS_TO: Readonly<Record<RequestStatus['kind'], Fact010['kind']>> = {
  pending: 'requested',
  approved: 'approved',
  active: 'activated',
  denied: 'denied',
  cancelled: 'cancelled',
  lapsed: 'lapsed',
  failed: 'failed',
  ended: 'ended',
};
const CLOSING: readonly Fact010['kind'][] = ['denied', 'cancelled', 'lapsed', 'failed', 'ended'];

type Event010 = Request010['events'][number];

/** The members of the status that follow from the leading event. */
const statusFrom = (lead: Event010, approved: Event010 | undefined, requested: RequestedAccess): object | undefined => {
  const { at, fact } = lead;
  const decision = approved?.fact.kind === 'approved' ? approved.fact : undefined;
  const startsAt = approved === undefined ? undefined : timeBox(requested, approved.at)?.startsAt;
  switch (fact.kind) {
    case 'denied':
    case 'cancelled':
      return { at, by: fact.by };
    case 'lapsed':
      return { at };
    case 'failed':
      return { at, why: fact.why, startedAt: startsAt };
    case 'approved':
      return { approvedAt: at, startsAt };
    case 'activated':
      return { activeAt: at, approvedAt: approved?.at, startsAt };
    case 'ended': {
      if (decision === undefined) return undefined;
      const end = fact.reason === 'expired' ? decision.endsAt : earlier(wholeSecond(at), decision.endsAt);
      return { at: end, reason: fact.reason, by: fact.by, startsAt };
    }
    default:
      return {};
  }
};

/** The parts of the state that do not follow from the events. */
const stateFaults = ({ requested, status, events, reviews }: Request010): readonly string[] => {
  const faults: string[] = [];
  const facts = events.map(({ fact }) => fact);
  const lead = events.findLast(({ fact }) => fact.kind === LEADS_TO[status.kind]);
  const approved = events.find(({ fact }) => fact.kind === 'approved');
  const closing = facts.findLast(({ kind }) => CLOSING.includes(kind));
  const isOpenAgain = closing !== undefined && closing.kind !== LEADS_TO[status.kind];
  const follows = lead === undefined ? undefined : statusFrom(lead, approved, requested);
  const differs = Object.entries(follows ?? {}).find(
    ([name, value]) => canonicalJson([status[name as never]]) !== canonicalJson([value]),
  );
  if (lead === undefined || follows === undefined || isOpenAgain)
    faults.push(`Its state is ${status.kind}, which does not follow from its events.`);
  else if (differs !== undefined) faults.push(`"${differs[0]}" of its state does not follow from its events.`);
  const decided = approved?.fact.kind === 'approved' ? approved.fact.endsAt : undefined;
  if (isHeld(status)) {
    if (decided === undefined || status.endsAt > decided)
      faults.push(`It would end at ${status.endsAt.toISOString()}, which is later than what was decided.`);
    const progress = status.progress.map(({ arn }) => arn).join(' ');
    if (progress !== requested.roles.map(({ arn }) => arn).join(' '))
      faults.push('The roles of its state are not the roles that were requested.');
    const used = new Set(facts.flatMap((fact) => (fact.kind === 'role_confirmed' ? [fact.arn] : [])));
    if (status.progress.some(({ arn, kind }) => kind === 'confirmed' && !used.has(arn)))
      faults.push('A role of its state is confirmed, which does not follow from its events.');
  }
  for (const review of reviews)
    if (!isOfAnEvent(review, events)) faults.push(`No event shows that ${review.by} approved.`);
  return faults;
};

const isOfAnEvent = ({ by, at, minutes }: Review, events: Request010['events']): boolean =>
  events.some(
    (event) =>
      (event.fact.kind === 'approved' || event.fact.kind === 'approval_counted') &&
      event.fact.by === by &&
      event.at.getTime() === at.getTime() &&
      // "approved" has the shortest duration of all approvers.
      (event.fact.kind === 'approved' || event.fact.minutes === minutes),
  );

/** An old fact in its current shape, for messages that are still to be sent; undefined for a fact that has no message. */
const currentFact = (old: Event010, { requested, principal, status, reviews }: Request010): RequestFact | undefined => {
  const { fact, at } = old;
  const evidence: [] = [];
  const startsAt = timeBox(requested, at)?.startsAt ?? at;
  const rolesOf = (by: SlackUserId | undefined) => reviews.find((review) => review.by === by)?.roles;
  switch (fact.kind) {
    case 'click_refused':
    case 'requested':
      return undefined;
    case 'prepared': {
      const remindersAt = (status.kind === 'pending' ? status.remindersAt : undefined) ?? [];
      return principal === undefined ? undefined : { ...fact, principal, remindersAt, evidence };
    }
    case 'approval_counted':
      return { ...fact, roles: rolesOf(fact.by) ?? [], evidence };
    case 'approved':
      return { ...fact, ...defined({ roles: rolesOf(fact.by) }), startsAt, evidence } as Of<'approved'>;
    case 'denied':
    case 'emergency_reviewed':
      return { ...fact, evidence };
    default:
      return fact;
  }
};

const stateOf = (stored: Request010): Omit<RequestState, 'id'> => {
  const { requested, status, reviews, events, principal, reviewOwed } = stored;
  const facts = events.map(({ fact }) => fact);
  return {
    requested,
    status,
    reviews,
    isPrepared: facts.some(({ kind }) => kind === 'prepared'),
    isEscalated: facts.some(({ kind }) => kind === 'escalated'),
    used: facts.flatMap((fact) => (fact.kind === 'role_confirmed' ? [fact.arn] : [])),
    extensions: facts.flatMap((fact) => (fact.kind === 'extended' ? [fact.request] : [])),
    ...defined({ principal, reviewOwed }),
  };
};

/**
 * Converts a request of release 0.1.0. Its state becomes one first fact, linked to the head of the old chain. `raw` is the
 * unchanged item, because the old hashes cover it. The same item always makes the same fact, so that all readers and writers
 * agree. Version 1 had no seal, so members that neither the old chain covers nor the events imply cannot be verified.
 */
export const importRequest = (
  stored: Request010,
  raw: { readonly asked: object; readonly events: readonly ImportedEvent[] },
): Request => {
  const { id, version, events, handledEvents, cards, dueAt, forgetAt } = stored;
  const broken = brokenHistory(raw.asked, raw.events);
  const faults = broken === undefined ? stateFaults(stored) : [`Event ${broken} does not follow from those before it.`];
  const unnotified = events.slice(handledEvents).flatMap((event) => currentFact(event, stored) ?? []);
  const head = headOfHistory(raw.asked, raw.events);
  const fact = { kind: 'imported', head, state: stateOf(stored), history: raw.events, unnotified } as const;
  const imported = appendEvent([], id, fact, events.at(-1)?.at ?? stored.requested.at);
  return {
    ...fold(id, imported),
    version,
    events: imported,
    handledEvents: unnotified.length === 0 ? 1 : 0,
    drawnEvents: 0,
    cards,
    ...defined({ dueAt, forgetAt, tampered: faults.join(' ') || undefined }),
  };
};
