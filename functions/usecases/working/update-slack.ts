import { defined } from '../../core/defined.ts';
import { SlackFault } from '../../core/fault.ts';
import { fail } from '../../core/request/end.ts';
import { type DeliveryProgress, isClosed, type MessageRef, type Request } from '../../core/request/request.ts';
import { addDays } from '../../core/time.ts';
import type { Needs } from '../ports.ts';
import { changeRequest } from '../shared/change.ts';
import { isSameMessage } from '../shared/unstored-card.ts';
import { drawCards } from './draw-cards.ts';
import { notifyUsers } from './notify-users.ts';

type Deps = Needs<'catalog' | 'directory' | 'requests' | 'slack' | 'clock' | 'log'>;

type Shown = Pick<DeliveryProgress, 'cards' | 'drawnEvents' | 'handledEvents'>;

/** Stores the progress. Keeps cards that were clicked in the meantime. `stored` is the last known version of the request. */
const save = async (deps: Deps, request: Request, shown: Shown, stored: Request): Promise<Request> => {
  const isAmong = (card: MessageRef, cards: readonly MessageRef[]) => cards.some((one) => isSameMessage(one, card));
  const isUnchanged =
    shown.handledEvents === request.handledEvents &&
    shown.drawnEvents === request.drawnEvents &&
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

/** Fails a request whose card cannot be posted, because no approver could decide it. */
const failUnreviewable = async (deps: Deps, request: Request, fault: SlackFault): Promise<Request> => {
  deps.log.error('a card cannot be drawn', { request: request.id, cause: fault });
  const changed = await changeRequest(deps, request.id, ({ status }) => ({
    facts: status.kind === 'pending' ? fail(`${fault.message} ${fault.fix}`) : [],
  }));
  return changed?.request ?? request;
};

/** Makes Slack show the stored request: first the cards, then notifications, fact by fact. The facts are the outbox. */
export const updateSlack = async (deps: Deps, read: Request): Promise<Request> => {
  let request = read;
  let stored = read;
  const faults: unknown[] = [];
  let { cards, drawnEvents } = request;
  if (drawnEvents < request.events.length) {
    try {
      // Stored at once: a card that is not stored would be posted again.
      cards = await drawCards(deps, request, async (known) => {
        stored = await save(
          deps,
          request,
          { cards: known, drawnEvents: read.drawnEvents, handledEvents: read.handledEvents },
          stored,
        );
      });
      drawnEvents = request.events.length;
    } catch (fault) {
      if (!(fault instanceof SlackFault) || fault.retryable) faults.push(fault);
      else {
        request = await failUnreviewable(deps, request, fault);
        stored = request;
        drawnEvents = request.events.length;
      }
    }
  }
  const { handledEvents, posted, fault } = await notifyUsers(deps, request, cards);
  if (fault !== undefined) faults.push(fault);
  const saved = await save(deps, request, { cards: [...cards, ...posted], drawnEvents, handledEvents }, stored);
  if (faults.length > 0) throw new AggregateError(faults, `Slack could not be updated for ${request.id}`);
  return saved;
};
