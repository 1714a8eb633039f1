import { defined } from '../../core/defined.ts';
import { SlackFault } from '../../core/fault.ts';
import { fail } from '../../core/request/end.ts';
import { type DeliveryProgress, isClosed, type MessageRef, type Request } from '../../core/request/request.ts';
import { addDays } from '../../core/time.ts';
import type { Needs } from '../ports.ts';
import { changeRequest } from '../shared/change-request.ts';
import { isSameMessage } from '../shared/unstored-card.ts';
import { drawCards } from './draw-cards.ts';
import { notifyUsers } from './notify-users.ts';

type Deps = Needs<'catalog' | 'directory' | 'requests' | 'slack' | 'clock' | 'log'>;

type Shown = Pick<DeliveryProgress, 'cards' | 'drawnEvents' | 'handledEvents'>;

/** The drawn messages, and cards that were pressed in the meantime, without cards that no longer exist. */
const merged = (
  current: readonly MessageRef[],
  drawn: readonly MessageRef[],
  known: readonly MessageRef[],
): readonly MessageRef[] => [
  ...drawn,
  ...current.filter((one) => ![...drawn, ...known].some((card) => isSameMessage(card, one))),
];

/** Makes Slack show the stored request: first the cards, then notifications, fact by fact. The facts are the outbox. */
export const createUpdateSlack = (deps: Deps) => {
  const { catalog, log } = deps;

  /** Stores the progress. `stored` is the last known version of the request. */
  const save = async (request: Request, shown: Shown, stored: Request): Promise<Request> => {
    const isUnchanged =
      shown.handledEvents === request.handledEvents &&
      shown.drawnEvents === request.drawnEvents &&
      shown.cards.every((card) => stored.cards.some((one) => isSameMessage(one, card)));
    const needsForgetting = isClosed(request.status) && request.forgetAt === undefined;
    if (isUnchanged && !needsForgetting) return stored;
    const decide = (current: Request, now: Date) => {
      const forgetAt = isClosed(current.status) ? addDays(now, catalog.settings.retentionDays) : undefined;
      const cards = merged(current.cards, shown.cards, request.cards);
      return { outcome: undefined, progress: { ...shown, cards, ...defined({ forgetAt }) } };
    };
    return (await changeRequest(deps, request.id, decide, stored))?.request ?? stored;
  };

  /** Fails a request whose card cannot be posted, because no approver could decide it. */
  const failUnreviewable = async (request: Request, fault: SlackFault): Promise<Request | undefined> => {
    const changed = await changeRequest(deps, request.id, ({ status }) => ({
      outcome: undefined,
      facts: status.kind === 'pending' ? fail(`${fault.message} ${fault.fix}`) : [],
    }));
    return changed?.request;
  };

  return async (read: Request): Promise<Request> => {
    let request = read;
    let stored = read;
    const faults: unknown[] = [];
    let { cards, drawnEvents } = request;
    if (request.drawnEvents < request.events.length) {
      try {
        // Stored at once: a card that is not stored would be posted again.
        cards = await drawCards(deps, request, async (known) => {
          const { drawnEvents, handledEvents } = request;
          stored = await save(request, { cards: known, drawnEvents, handledEvents }, stored);
        });
        drawnEvents = request.events.length;
      } catch (fault) {
        if (!(fault instanceof SlackFault) || fault.retryable) faults.push(fault);
        else {
          log.error('a card cannot be drawn', { request: request.id, cause: fault });
          request = (await failUnreviewable(request, fault)) ?? request;
          stored = request;
          drawnEvents = request.events.length;
        }
      }
    }
    const { handledEvents, posted, fault } = await notifyUsers(deps, request, cards);
    if (fault !== undefined) faults.push(fault);
    const saved = await save(request, { cards: [...cards, ...posted], drawnEvents, handledEvents }, stored);
    if (faults.length > 0) throw new AggregateError(faults, `Slack could not be updated for ${request.id}`);
    return saved;
  };
};
