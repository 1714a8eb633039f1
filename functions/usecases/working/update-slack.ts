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

type Told = Pick<DeliveryProgress, 'cards' | 'drawnEvents' | 'handledEvents'>;

const isSame = (one: MessageRef, other: MessageRef): boolean => one.channel === other.channel && one.ts === other.ts;

/** What was drawn, and a card that somebody pressed in the meantime; not what was known before and is gone. */
const merged = (
  current: readonly MessageRef[],
  drawn: readonly MessageRef[],
  known: readonly MessageRef[],
): readonly MessageRef[] => [
  ...drawn,
  ...current.filter((one) => ![...drawn, ...known].some((card) => isSame(card, one))),
];

/** Makes Slack show what is stored: first the cards, then each user, fact by fact. The facts are the outbox. */
export const createUpdateSlack = (deps: Deps) => {
  const { catalog, requests, clock, log } = deps;
  const drawCards = createDrawCards(deps);
  const tellUsers = createNotifyUsers(deps);

  /** Stores how far it got; answers with what stands then. `stored` is what stood when this was looked at last. */
  const save = async (request: Request, told: Told, stored: Request): Promise<Request> => {
    const isUnchanged =
      told.handledEvents === request.handledEvents &&
      told.drawnEvents === request.drawnEvents &&
      told.cards.every((card) => stored.cards.some((one) => isSame(one, card)));
    const needsForgetting = isClosed(request.status) && request.forgetAt === undefined;
    if (isUnchanged && !needsForgetting) return stored;
    const decide = (current: Request, now: Date) => {
      const { retentionDays } = catalog.settings;
      const forgetAt = isClosed(current.status) ? { forgetAt: addDays(now, retentionDays) } : {};
      const cards = merged(current.cards, told.cards, request.cards);
      return { outcome: undefined, progress: { ...told, cards, ...forgetAt } };
    };
    return (await changeRequest({ requests, clock }, request.id, decide, stored))?.request ?? stored;
  };

  /** Nobody can approve where nobody can be asked: said to the requester rather than waited out. */
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
        // At once: a card that is posted and not remembered would be posted again.
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
    const { handledEvents, told, fault } = await tellUsers(request, cards);
    if (fault !== undefined) faults.push(fault);
    const saved = await save(request, { cards: [...cards, ...told], drawnEvents, handledEvents }, stored);
    if (faults.length > 0) throw new AggregateError(faults, `Slack could not be told everything of ${request.id}`);
    return saved;
  };
};
