import { contactsOf } from './emergency.ts';
import type { RequestEvent, RequestFact } from './events.ts';
import type { SlackChannelId, SlackUserId } from './names.ts';
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

const concerns = (fact: RequestFact): 'requester' | 'actor' | 'nobody' => {
  switch (fact.kind) {
    case 'prepared':
    case 'escalated':
    case 'approval_counted':
    case 'approved':
    case 'denied':
    case 'lapsed':
    case 'part_refused':
    case 'activated':
    case 'failed':
    case 'ends_soon':
    case 'emergency_reviewed':
    case 'ended':
    case 'cancelled':
      return 'requester';
    case 'click_refused':
      return 'actor';
    // The command itself answers "asked"; single parts are told with the activation (the last of them after it: see
    // wasMissed), and an extension with its own; reminders are announced.
    case 'asked':
    case 'part_confirmed':
    case 'review_reminded':
    case 'extended':
    // Approvers are reminded in the thread of the card.
    case 'reminded':
      return 'nobody';
    default:
      return fact satisfies never;
  }
};

/** The end of what was extended is no end to the holder, and of what ends earlier than thought nobody is warned. */
const isPassedOver = (fact: RequestFact, { events, status }: Request): boolean =>
  (fact.kind === 'ended' && fact.reason === 'expired' && events.some((event) => event.fact.kind === 'extended')) ||
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
    const who = wasMissed(event, request) ? 'requester' : concerns(fact);
    const announced = announcedTo(fact, request).map((to) => ({ to, how: 'announced', about: fact, at }) as const);
    if (who === 'nobody' || isPassedOver(fact, request)) return announced;
    if (who === 'requester') {
      const { by, via } = request.asked;
      const alsoTold = via !== undefined && isOutcome(fact) ? [via] : [];
      return [...announced, ...[by, ...alsoTold].map((to) => ({ to, how: 'direct', about: fact, at }) as const)];
    }
    return fact.kind === 'click_refused' ? [{ to: fact.by, how: 'ephemeral', about: fact, at }] : [];
  });

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
