import type { Catalog } from '../../core/catalog/catalog.ts';
import type { SlackFault } from '../../core/fault.ts';
import { hasConsequence, type RequestEvent, type RequestFact } from '../../core/request/facts.ts';
import { noticesFor, unnotifiedFacts } from '../../core/request/notice.ts';
import type { MessageRef, Request } from '../../core/request/request.ts';
import { delayedText, notGrantedText, removedText } from '../../core/text/operators.ts';
import { rulesOf } from '../../core/text/phrases.ts';
import type { Needs } from '../ports.ts';
import { createAttempts } from './attempts.ts';
import { isHolderMessage } from './draw-cards.ts';

type Deps = Needs<'catalog' | 'directory' | 'slack' | 'clock' | 'log'>;

/** One message about one fact. */
interface Delivery {
  /** Identifies it among all messages about the request. */
  readonly key: string;
  /** The user, channel or thread that gets it. */
  readonly to: string;
  readonly send: () => Promise<MessageRef | undefined>;
}

/** Operators are notified of failures, which they may have to fix, and of access that users lost. */
const operatorsText = async (
  { directory }: Deps,
  { id, requested }: Request,
  { fact }: RequestEvent,
): Promise<string | undefined> => {
  if (fact.kind === 'ended' && (fact.reason === 'offboarded' || fact.reason === 'tampered')) {
    const { people } = await directory.read();
    return removedText(requested.target, people[requested.by]?.name ?? requested.by, id, fact.why);
  }
  if (fact.kind === 'preparation_delayed') return delayedText(requested.target, fact.account, id, fact.why);
  if (fact.kind !== 'failed' && fact.kind !== 'role_refused') return undefined;
  return notGrantedText(fact.kind === 'failed' ? requested.target : fact.name, id, fact.why);
};

/** The mention of the requester, with which Slack notifies them of replies: not where no one decides or reviews. */
const isForThread = ({ kind }: RequestFact, request: Request, catalog: Catalog): boolean =>
  kind !== 'prepared' ||
  request.requested.emergency === true ||
  rulesOf(request, catalog).some(({ approvals }) => approvals > 0);

/** The messages about one event: to users, to operators, and to the threads of the cards in channels, in this order. */
const deliveriesOf = async (
  deps: Deps,
  request: Request,
  event: RequestEvent,
  cards: readonly MessageRef[],
): Promise<readonly Delivery[]> => {
  const { catalog, slack, clock } = deps;
  const context = { catalog, now: clock.now() };
  const upToThis = { ...request, events: request.events.slice(0, event.seq + 1), handledEvents: event.seq };
  const facts = unnotifiedFacts(event);
  const keyOf = (fact: (typeof facts)[number], to: string) => `${event.seq}.${facts.indexOf(fact)} ${to}`;
  const { operatorsChannel } = catalog.settings;
  const text = operatorsChannel && (await operatorsText(deps, request, event));
  return [
    ...noticesFor(upToThis).map((notice) => ({
      key: keyOf(notice.about, notice.to),
      to: notice.to,
      send: () => slack.notify(notice, { ...request, cards }, context),
    })),
    ...(operatorsChannel === undefined || text === undefined
      ? []
      : [
          {
            key: `${event.seq} operators`,
            to: operatorsChannel,
            send: async () => {
              await slack.notifyOperators(operatorsChannel, text);
              return undefined;
            },
          },
        ]),
    // The thread has the history of the request, without notifications.
    ...facts
      .filter((fact) => hasConsequence(fact, 'thread') && isForThread(fact, request, catalog))
      .flatMap((fact) =>
        cards
          .filter((card) => card.to === undefined)
          .map((card) => ({
            key: keyOf(fact, `${card.channel}/${card.ts}`),
            to: `${card.channel}/${card.ts}`,
            send: async () => {
              await slack.reply(card, fact, upToThis, context);
              return undefined;
            },
          })),
      ),
  ];
};

/** What was sent: all messages about the first `handledEvents`, and those in `delivered` about later ones. */
interface Notified {
  readonly handledEvents: number;
  readonly delivered: readonly string[];
  readonly posted: readonly MessageRef[];
  /** Faults that a retry can help. */
  readonly faults: readonly SlackFault[];
}

/**
 * Notifies users, operators and threads of each event that was not announced yet. A message that Slack does not take now is
 * left for the retry, together with the later ones to the same place, which must not arrive first. The others are sent.
 */
export const notifyUsers = async (deps: Deps, request: Request, cards: readonly MessageRef[]): Promise<Notified> => {
  const attempts = createAttempts(deps.log);
  const before = new Set(request.delivered);
  const delivered: string[] = [];
  const waiting = new Set<string>();
  const posted: MessageRef[] = [];
  let handledEvents = request.handledEvents;
  for (const event of request.events.slice(request.handledEvents)) {
    let isComplete = true;
    const keys: string[] = [];
    for (const { key, to, send } of await deliveriesOf(deps, request, event, cards)) {
      if (before.has(key)) {
        keys.push(key);
        continue;
      }
      const fields = { request: request.id, to, event: event.fact.kind };
      const sent = waiting.has(to)
        ? ({ kind: 'failed' } as const)
        : await attempts.make('a user could not be notified', fields, send);
      if (sent.kind === 'failed') {
        waiting.add(to);
        isComplete = false;
        continue;
      }
      keys.push(key);
      if (sent.kind === 'done' && sent.result !== undefined && isHolderMessage(request, sent.result))
        posted.push(sent.result);
    }
    if (isComplete && handledEvents === event.seq) handledEvents = event.seq + 1;
    else delivered.push(...keys);
  }
  return { handledEvents, delivered, posted, faults: attempts.faults };
};
