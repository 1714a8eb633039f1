import type { RequestEvent, RequestFact } from './events.ts';
import type { SlackUserId } from './names.ts';
import type { Request } from './request.ts';
import { isHeld } from './request.ts';

/**
 * Something one person is told about a request. `direct` is a direct message; `ephemeral` is seen by that person alone
 * beside the card they pressed.
 */
export interface Notice {
  readonly to: SlackUserId;
  readonly how: 'direct' | 'ephemeral';
  readonly about: RequestFact;
  readonly at: Date;
}

const concerns = (fact: RequestFact): 'requester' | 'actor' | 'nobody' => {
  switch (fact.kind) {
    case 'prepared':
    case 'approval_counted':
    case 'approved':
    case 'denied':
    case 'lapsed':
    case 'part_refused':
    case 'activated':
    case 'failed':
    case 'ends_soon':
    case 'ended':
    case 'cancelled':
      return 'requester';
    case 'click_refused':
      return 'actor';
    // The command itself answers "asked"; single parts are told with the activation, and an extension with its own.
    case 'asked':
    case 'part_confirmed':
    case 'extended':
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
    if (who === 'nobody' || isPassedOver(fact, request)) return [];
    if (who === 'requester') return [{ to: request.asked.by, how: 'direct', about: fact, at }];
    return fact.kind === 'click_refused' ? [{ to: fact.by, how: 'ephemeral', about: fact, at }] : [];
  });

/** Whether anybody but the requester has to see the request in a channel yet. */
export const isOnCard = (request: Request): boolean => request.events.some((event) => event.fact.kind === 'prepared');
