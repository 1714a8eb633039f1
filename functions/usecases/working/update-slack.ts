import { defined } from '../../core/defined.ts';
import type { SlackFault } from '../../core/fault.ts';
import { fail } from '../../core/request/end.ts';
import { type DeliveryProgress, isClosed, type MessageRef, type Request } from '../../core/request/request.ts';
import { addDays } from '../../core/time.ts';
import type { Needs } from '../ports.ts';
import { changeRequest } from '../shared/change.ts';
import { isSameMessage } from '../shared/unstored-card.ts';
import { drawCards } from './draw-cards.ts';
import { notifyUsers } from './notify-users.ts';

type Deps = Needs<'catalog' | 'directory' | 'requests' | 'slack' | 'clock' | 'log'>;

type Shown = Pick<DeliveryProgress, 'cards' | 'drawnEvents' | 'handledEvents' | 'delivered'>;

const isSame = (one: readonly string[] = [], other: readonly string[] = []): boolean =>
  one.length === other.length && one.every((key, index) => key === other[index]);

const isAmong = (card: MessageRef, cards: readonly MessageRef[]) => cards.some((one) => isSameMessage(one, card));

/** Stores the progress. Keeps cards that were clicked in the meantime. `stored` is the last known version of the request. */
const save = async (deps: Deps, request: Request, shown: Shown, stored: Request): Promise<Request> => {
  const isUnchanged =
    shown.handledEvents === request.handledEvents &&
    shown.drawnEvents === request.drawnEvents &&
    isSame(shown.delivered, request.delivered) &&
    shown.cards.every((card) => isAmong(card, stored.cards));
  const needsForgetting = isClosed(request.status) && request.forgetAt === undefined;
  if (isUnchanged && !needsForgetting) return stored;
  const decide = (current: Request, now: Date) => {
    const forgetAt = isClosed(current.status) ? addDays(now, deps.catalog.settings.retentionDays) : undefined;
    const clicked = current.cards.filter((card) => !isAmong(card, [...shown.cards, ...request.cards]));
    return { progress: { ...shown, cards: [...shown.cards, ...clicked], ...defined({ forgetAt }) } };
  };
  return (await changeRequest(deps, request.id, decide, stored))?.request ?? stored;
};

/** Fails a request whose card cannot be drawn, because its approvers cannot decide it. */
const failUnreviewable = async (deps: Deps, request: Request, fault: SlackFault): Promise<Request> => {
  deps.log.error('a card cannot be drawn', { request: request.id, cause: fault });
  if (request.status.kind !== 'pending') return request;
  const changed = await changeRequest(deps, request.id, ({ status }) => ({
    facts: status.kind === 'pending' ? fail(`${fault.message} ${fault.fix}`) : [],
  }));
  return changed?.request ?? request;
};

/** Stores the messages that were drawn, in place of those of `known`, the last known version of the request. */
type Store = (cards: readonly MessageRef[], known: Request) => Promise<Request>;

/** Draws the cards. Fails a pending request if one cannot be drawn, and draws the others again. */
const draw = async (deps: Deps, read: Request, store: Store) => {
  let stored = read;
  const keep = async (cards: readonly MessageRef[]): Promise<void> => {
    stored = await store(cards, stored);
  };
  const drawn = await drawCards(deps, read, keep);
  if (drawn.refused === undefined) return { request: read, stored, drawn };
  const request = await failUnreviewable(deps, read, drawn.refused);
  if (request === read) return { request, stored, drawn };
  stored = request;
  // The other cards and the message of the holder must not wait for a decision any more.
  const clicked = request.cards.filter((card) => !isAmong(card, [...read.cards, ...drawn.cards]));
  const again = await drawCards(deps, { ...request, cards: [...drawn.cards, ...clicked] }, keep);
  return { request, stored, drawn: again };
};

/**
 * Makes Slack show the stored request: first the cards, then notifications, fact by fact. The facts are the outbox. A
 * message that Slack does not take stops no other one. Throws the faults that a retry can help, after all else.
 */
export const updateSlack = async (deps: Deps, read: Request): Promise<Request> => {
  const { drawnEvents: before, handledEvents, delivered } = read;
  // Stored at once: a card that is not stored would be posted again.
  const store: Store = (cards, known) =>
    save(deps, read, { cards, drawnEvents: before, handledEvents, ...defined({ delivered }) }, known);
  const isDrawn = before === read.events.length;
  const { request, stored, drawn } = isDrawn
    ? { request: read, stored: read, drawn: { cards: read.cards, faults: [] } }
    : await draw(deps, read, store);
  const notified = await notifyUsers(deps, request, drawn.cards);
  const progress = {
    cards: [...drawn.cards, ...notified.posted],
    drawnEvents: drawn.faults.length === 0 ? request.events.length : before,
    handledEvents: notified.handledEvents,
    ...(notified.delivered.length + (request.delivered ?? []).length === 0 ? {} : { delivered: notified.delivered }),
  };
  const saved = await save(deps, request, progress, stored);
  const faults = [...drawn.faults, ...notified.faults];
  if (faults.length > 0) throw new AggregateError(faults, `Slack could not be updated for ${request.id}`);
  return saved;
};
