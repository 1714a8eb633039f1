import type { SlackChannelId, SlackUserId } from '../names.ts';
import { contactsOf } from './emergency.ts';
import type { RequestEvent, RequestFact } from './facts.ts';
import type { Request } from './request.ts';
import { isHeld } from './request.ts';

/**
 * Something one person is told about a request. `direct` is a direct message; `ephemeral` is seen by that person alone
 * beside the card they pressed. `announced` is said to others than the requester, in a channel or to one of them.
 */
export interface Notice {
  readonly to: SlackUserId | SlackChannelId;
  readonly how: 'direct' | 'ephemeral' | 'announced';
  readonly about: RequestFact;
  readonly at: Date;
}

/** Whether the holder gets a message of its own about a fact. */
const isToldToHolder = ({ kind }: RequestFact): boolean => {
  switch (kind) {
    case 'prepared':
    case 'escalated':
    case 'denied':
    case 'lapsed':
    case 'part_refused':
    case 'activated':
    case 'failed':
    case 'ends_soon':
    case 'emergency_reviewed':
    case 'ended':
    case 'cancelled':
      return true;
    // The command itself answers "asked"; single parts are told with the activation (the last of them after it: see
    // wasMissed), and an extension with its own; reminders are announced.
    case 'asked':
    case 'part_confirmed':
    case 'review_reminded':
    case 'extended':
    // Approvers are reminded in the thread of the card.
    case 'reminded':
    // The message that says what is waited for says this in its place, and what can be used is told a moment later.
    case 'approval_counted':
    case 'approved':
    // Told to whoever clicked.
    case 'click_refused':
      return false;
    default:
      return kind satisfies never;
  }
};

/**
 * What was extended ends to the holder when its extension does, which is told of that; and of what ends earlier than
 * thought nobody is warned.
 */
const isPassedOver = (fact: RequestFact, { events, status }: Request): boolean =>
  (fact.kind === 'ended' && events.some((event) => event.fact.kind === 'extended')) ||
  (fact.kind === 'ends_soon' && !isHeld(status));

/** The last part that came after the activation was told: what was still being set up then is there now. */
const wasMissed = ({ seq, fact }: RequestEvent, { asked, events }: Request): boolean => {
  if (fact.kind !== 'part_confirmed') return false;
  const before = events.filter((event) => event.seq <= seq);
  const settled = before.filter((event) => event.fact.kind === 'part_confirmed' || event.fact.kind === 'part_refused');
  return settled.length === asked.roles.length && before.some((event) => event.fact.kind === 'activated');
};

/** Who has to be told what, for the events that nobody was told of yet. */
export const noticesFor = (request: Request): readonly Notice[] =>
  request.events.slice(request.handledEvents).flatMap((event): readonly Notice[] => {
    const { fact, at } = event;
    const announced = announcedTo(fact, request).map((to) => ({ to, how: 'announced', about: fact, at }) as const);
    if (fact.kind === 'click_refused') return [{ to: fact.by, how: 'ephemeral', about: fact, at }];
    const { by, via } = request.asked;
    const isTold = isToldToHolder(fact) || wasMissed(event, request);
    const holder = isTold && !isPassedOver(fact, request) ? [by] : [];
    const asker = via !== undefined && isOutcome(fact) ? [via] : [];
    return [...announced, ...[...holder, ...asker].map((to) => ({ to, how: 'direct', about: fact, at }) as const)];
  });

/**
 * Whether a fact makes untrue what the holder was told with a button to press, or leaves the button with nothing to do:
 * that message is then drawn anew where it stands.
 */
export const isOnToldMessages = ({ kind }: RequestFact): boolean =>
  kind === 'approval_counted' ||
  kind === 'escalated' ||
  kind === 'approved' ||
  kind === 'denied' ||
  kind === 'cancelled' ||
  kind === 'lapsed' ||
  kind === 'failed' ||
  kind === 'ended';

/** What becomes of a request, for those who asked in another's name. */
const isOutcome = ({ kind }: RequestFact): boolean =>
  kind === 'approved' || kind === 'denied' || kind === 'cancelled' || kind === 'lapsed' || kind === 'failed';

/** Who else is told, loudly: emergencies are everybody's business whom the catalog names for them. */
const announcedTo = (fact: RequestFact, request: Request): readonly Notice['to'][] => {
  if (request.asked.emergency !== true) return [];
  const contacts = contactsOf(request).map(({ id }) => id);
  const channels = [...new Set(request.asked.roles.map(({ rule }) => rule.channel))];
  if (fact.kind === 'approved') return contacts;
  if (fact.kind === 'review_reminded') return [...new Set([...channels, ...(fact.isOverdue ? contacts : [])])];
  return fact.kind === 'emergency_reviewed' && !fact.wasRight ? contacts : [];
};

/** Whether a fact is written into the thread of the card: what decides on the request, and calls for a decision. */
export const isInThread = ({ kind }: RequestFact): boolean => IN_THREAD[kind];

/** What the card itself shows, or only one person needs to know, is not. */
const IN_THREAD: Readonly<Record<RequestFact['kind'], boolean>> = {
  asked: false,
  prepared: false,
  reminded: true,
  escalated: true,
  approval_counted: true,
  approved: true,
  denied: true,
  cancelled: true,
  lapsed: true,
  part_confirmed: false,
  part_refused: true,
  activated: false,
  failed: true,
  review_reminded: false,
  emergency_reviewed: true,
  ends_soon: false,
  extended: true,
  ended: true,
  click_refused: false,
};

/** Whether anybody but the requester has to see the request in a channel yet. */
export const isOnCard = (request: Request): boolean => request.events.some((event) => event.fact.kind === 'prepared');
