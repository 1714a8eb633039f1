import { SlackFault } from '../../core/fault.ts';
import { fail } from '../../core/request/end.ts';
import { type DeliveryProgress, isClosed, type MessageRef, type Request } from '../../core/request/request.ts';
import { addDays } from '../../core/time.ts';
import type { Needs } from '../ports.ts';
import { changeRequest } from '../shared/change-request.ts';
import { createDrawCards } from './draw-cards.ts';
import { createNotifyUsers } from './notify-users.ts';

type Deps = Needs<'catalog' | 'clock' | 'log', { requests: 'get' | 'save' }> &
  Parameters<typeof createDrawCards>[0] &
  Parameters<typeof createNotifyUsers>[0];

type Shown = Pick<DeliveryProgress, 'cards' | 'drawnEvents' | 'handledEvents'>;

const isSame = (one: MessageRef, other: MessageRef): boolean => one.channel === other.channel && one.ts === other.ts;

/** The drawn messages, and cards that were pressed in the meantime, without cards that no longer exist. */
const merged = (
  current: readonly MessageRef[],
  drawn: readonly MessageRef[],
  known: readonly MessageRef[],
): readonly MessageRef[] => [
  ...drawn,
  ...current.filter((one) => ![...drawn, ...known].some((card) => isSame(card, one))),
];

/** Makes Slack show the stored request: first the cards, then notifications, fact by fact. The facts are the outbox. */
export const createUpdateSlack = (deps: Deps) => {
  const { catalog, requests, clock, log } = deps;
  const drawCards = createDrawCards(deps);
  const notifyUsers = createNotifyUsers(deps);

  /** Stores the progress. `stored` is the last known version of the request. */
  const save = async (request: Request, shown: Shown, stored: Request): Promise<Request> => {
    const isUnchanged =
      shown.handledEvents === request.handledEvents &&
      shown.drawnEvents === request.drawnEvents &&
      shown.cards.every((card) => stored.cards.some((one) => isSame(one, card)));
    const needsForgetting = isClosed(request.status) && request.forgetAt === undefined;
    if (isUnchanged && !needsForgetting) return stored;
    const decide = (current: Request, now: Date) => {
      const { retentionDays } = catalog.settings;
      const forgetAt = isClosed(current.status) ? { forgetAt: addDays(now, retentionDays) } : {};
      const cards = merged(current.cards, shown.cards, request.cards);
      return { outcome: undefined, progress: { ...shown, cards, ...forgetAt } };
    };
    return (await changeRequest({ requests, clock }, request.id, decide, stored))?.request ?? stored;
  };

  /** Fails a request whose card cannot be posted, because no approver could decide it. */
  const failUnreviewable = async (request: Request, fault: SlackFault): Promise<Request | undefined> => {
    const why = `${fault.message} ${fault.fix}`;
    const changed = await changeRequest({ requests, clock }, request.id, (current) =>
      current.status.kind === 'pending' ? { outcome: undefined, facts: fail(why) } : { outcome: undefined },
    );
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
        cards = await drawCards(request, async (known) => {
          const { drawnEvents: drawn, handledEvents: handled } = request;
          stored = await save(request, { cards: known, drawnEvents: drawn, handledEvents: handled }, stored);
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
    const { handledEvents, posted, fault } = await notifyUsers(request, cards);
    if (fault !== undefined) faults.push(fault);
    const saved = await save(request, { cards: [...cards, ...posted], drawnEvents, handledEvents }, stored);
    if (faults.length > 0) throw new AggregateError(faults, `Slack could not be updated for ${request.id}`);
    return saved;
  };
};
