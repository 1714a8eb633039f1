import { SlackFault } from '../../core/fault.ts';
import type { SlackUserId } from '../../core/names.ts';
import { fail } from '../../core/request/end.ts';
import { CONSEQUENCES, type RequestEvent } from '../../core/request/facts.ts';
import { factsToTell, type Notice, noticesFor } from '../../core/request/notice.ts';
import { isClosed, type MessageRef, type Request } from '../../core/request/request.ts';
import { addMinutes } from '../../core/time.ts';
import { changeRequest } from '../change-request.ts';
import type { Needs } from '../ports.ts';
import { directApprovers } from './direct-approvers.ts';

type Deps = Needs<
  'catalog' | 'clock' | 'log',
  {
    requests: 'get' | 'save';
    slack: 'drawCard' | 'drawCardFor' | 'redrawTold' | 'reply' | 'tell' | 'tellOperators';
    directory: 'read';
  }
>;

interface Told {
  readonly cards: readonly MessageRef[];
  readonly drawnEvents: number;
  readonly handledEvents: number;
}

const MINUTES_A_DAY = 24 * 60;

/** A message to the holder, and no card. */
const isTold = ({ asked }: Request, { to }: MessageRef): boolean => to === asked.by;

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

/**
 * Makes Slack say what is stored: the card first, then each person concerned, event by event. The events are the outbox,
 * and how far it got is stored even when Slack fails half way, so that a retry repeats at most one message.
 */
export const createTell = ({ catalog, requests, directory, slack, clock, log }: Deps) => {
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
      const forgetAt = isClosed(current.status) ? { forgetAt: addMinutes(now, retentionDays * MINUTES_A_DAY) } : {};
      const cards = merged(current.cards, told.cards, request.cards);
      return { outcome: undefined, progress: { ...told, cards, ...forgetAt } };
    };
    return (await changeRequest({ requests, clock }, request.id, decide, stored))?.request ?? stored;
  };

  /** At once: a card that is posted and not remembered would be posted again. */
  const remember = (request: Request, cards: readonly MessageRef[], stored: Request): Promise<Request> => {
    const { drawnEvents, handledEvents } = request;
    return save(request, { cards: [...cards], drawnEvents, handledEvents }, stored);
  };

  /** An approver who cannot be reached keeps nobody from deciding: the channel has the card too. */
  const drawFor = async (request: Request, to: SlackUserId, at: MessageRef | undefined) => {
    try {
      return await slack.drawCardFor(request, to, at, { catalog, now: clock.now() });
    } catch (fault) {
      if (!(fault instanceof SlackFault) || fault.retryable) throw fault;
      log.warn('an approver could not be asked directly', { request: request.id, to, cause: fault });
      return undefined;
    }
  };

  /**
   * What the holder was told with a button to press, drawn anew where it says or does what is past by now. Answers what
   * still has a button. Somebody who cannot be reached is not waited for.
   */
  const redrawTold = async (request: Request, told: readonly MessageRef[]): Promise<readonly MessageRef[]> => {
    const news = request.events.slice(request.drawnEvents);
    if (!news.some(({ fact }) => CONSEQUENCES[fact.kind].redrawsMessages)) return told;
    for (const message of told) {
      try {
        await slack.redrawTold(request, message, { catalog, now: clock.now() });
      } catch (fault) {
        if (!(fault instanceof SlackFault) || fault.retryable) throw fault;
        log.warn('what a person was told could not be drawn anew', { request: request.id, cause: fault });
      }
    }
    return request.status.kind === 'pending' || request.status.kind === 'active' ? told : [];
  };

  /**
   * Redraws every card that is known, posts one in each channel that has none, and to approvers where the rule says so.
   * `onStored` is told what stands after each that was posted.
   */
  const drawCards = async (request: Request, onStored: (stored: Request) => void): Promise<readonly MessageRef[]> => {
    if (!request.isPrepared) return request.cards;
    let stored = request;
    const keep = async (posted: readonly MessageRef[]): Promise<void> => {
      stored = await remember(request, posted, stored);
      onStored(stored);
    };
    const channels = new Set(request.asked.roles.map(({ rule }) => rule.channel));
    const missing = [...channels].filter((channel) => request.cards.every((card) => card.channel !== channel));
    const context = { catalog, now: clock.now() };
    const told = request.cards.filter((card) => isTold(request, card));
    const cards: MessageRef[] = [];
    for (const card of request.cards.filter((one) => !told.includes(one))) {
      const { to, channel } = card;
      const drawn =
        to === undefined ? await slack.drawCard(request, channel, card, context) : await drawFor(request, to, card);
      if (drawn !== undefined) cards.push(drawn);
    }
    const left = [...cards];
    for (const channel of missing) {
      cards.push(await slack.drawCard(request, channel, undefined, context));
      await keep([...told, ...cards]);
    }
    if (request.status.kind !== 'pending') return [...(await redrawTold(request, told)), ...cards];
    const asked = directApprovers(request, { catalog, directory: await directory.read(), now: context.now });
    for (const to of asked.filter((one) => left.every((card) => card.to !== one))) {
      const drawn = await drawFor(request, to, undefined);
      if (drawn === undefined) continue;
      cards.push(drawn);
      await keep([...told, ...cards]);
    }
    return [...(await redrawTold(request, told)), ...cards];
  };

  /** What could not be carried out is the operators' business too: a catalog, a quota or a manager role to mend. */
  const tellOperators = async ({ id, asked }: Request, { fact }: RequestEvent): Promise<void> => {
    const { operatorsChannel } = catalog.settings;
    if (operatorsChannel === undefined) return;
    if (fact.kind === 'ended' && (fact.reason === 'offboarded' || fact.reason === 'tampered')) {
      const { people } = await directory.read();
      const holder = people[asked.by]?.name ?? asked.by;
      const text = `${asked.target} was taken from ${holder} (request ${id}). ${fact.why ?? ''}`;
      return slack.tellOperators(operatorsChannel, text.trim());
    }
    if (fact.kind !== 'failed' && fact.kind !== 'part_refused') return;
    const what = fact.kind === 'failed' ? asked.target : fact.name;
    await slack.tellOperators(operatorsChannel, `${what} could not be granted (request ${id}). ${fact.why}`);
  };

  /** Somebody who cannot be reached must not keep the others from being told. */
  const tellOne = async (notice: Notice, request: Request): Promise<MessageRef | undefined> => {
    try {
      return await slack.tell(notice, request, { catalog, now: clock.now() });
    } catch (fault) {
      if (!(fault instanceof SlackFault) || fault.retryable) throw fault;
      const { to, about } = notice;
      log.warn('a person could not be told', { request: request.id, to, event: about.kind, cause: fault });
      return undefined;
    }
  };

  /** The history of a request stands in the thread of its card, quietly; direct messages have the card itself. */
  const writeInThreads = async (request: Request, event: RequestEvent, cards: readonly MessageRef[]) => {
    const context = { catalog, now: clock.now() };
    for (const fact of factsToTell(event)) {
      if (!CONSEQUENCES[fact.kind].inThread) continue;
      for (const card of cards) if (card.to === undefined) await slack.reply(card, fact, request, context);
    }
  };

  const tellPeople = async (
    request: Request,
    cards: readonly MessageRef[],
  ): Promise<{ handledEvents: number; told: readonly MessageRef[]; fault?: unknown }> => {
    let handledEvents = request.handledEvents;
    const told: MessageRef[] = [];
    for (const event of request.events.slice(request.handledEvents)) {
      try {
        const upToThis = { ...request, events: request.events.slice(0, event.seq + 1), handledEvents: event.seq };
        for (const notice of noticesFor(upToThis)) {
          const message = await tellOne(notice, request);
          if (message !== undefined && isTold(request, message)) told.push(message);
        }
        await tellOperators(request, event);
        await writeInThreads(upToThis, event, cards);
      } catch (fault) {
        if (!(fault instanceof SlackFault) || fault.retryable) return { handledEvents, told, fault };
        log.warn('a person could not be told', { request: request.id, event: event.fact.kind, cause: fault });
      }
      handledEvents = event.seq + 1;
    }
    return { handledEvents, told };
  };

  /** Nobody can approve where nobody can be asked: said to the requester rather than waited out. */
  const failUnasked = async (request: Request, fault: SlackFault): Promise<Request | undefined> => {
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
        cards = await drawCards(request, (now) => {
          stored = now;
        });
        drawnEvents = request.events.length;
      } catch (fault) {
        if (!(fault instanceof SlackFault) || fault.retryable) faults.push(fault);
        else {
          log.error('a card cannot be drawn', { request: request.id, cause: fault });
          request = (await failUnasked(request, fault)) ?? request;
          stored = request;
          drawnEvents = request.events.length;
        }
      }
    }
    const { handledEvents, told, fault } = await tellPeople(request, cards);
    if (fault !== undefined) faults.push(fault);
    const saved = await save(request, { cards: [...cards, ...told], drawnEvents, handledEvents }, stored);
    if (faults.length > 0) throw new AggregateError(faults, `Slack could not be told everything of ${request.id}`);
    return saved;
  };
};
