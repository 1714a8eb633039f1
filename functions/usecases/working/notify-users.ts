import { hasConsequence, type RequestEvent } from '../../core/request/facts.ts';
import { noticesFor, unnotifiedFacts } from '../../core/request/notice.ts';
import type { MessageRef, Request } from '../../core/request/request.ts';
import { notGrantedText, removedText } from '../../core/text/operators.ts';
import type { Needs } from '../ports.ts';
import { isHolderMessage } from './draw-cards.ts';
import { unlessSlackRefuses } from './unless-slack-refuses.ts';

type Deps = Needs<'catalog' | 'directory' | 'slack' | 'clock' | 'log'>;

/** Operators are notified of failures, which they may have to fix, and of access that users lost. */
const notifyOperators = async (
  { catalog, directory, slack }: Deps,
  { id, requested }: Request,
  { fact }: RequestEvent,
): Promise<void> => {
  const { operatorsChannel } = catalog.settings;
  if (operatorsChannel === undefined) return;
  if (fact.kind === 'ended' && (fact.reason === 'offboarded' || fact.reason === 'tampered')) {
    const { people } = await directory.read();
    const holder = people[requested.by]?.name ?? requested.by;
    return slack.notifyOperators(operatorsChannel, removedText(requested.target, holder, id, fact.why));
  }
  if (fact.kind !== 'failed' && fact.kind !== 'role_refused') return;
  const what = fact.kind === 'failed' ? requested.target : fact.name;
  await slack.notifyOperators(operatorsChannel, notGrantedText(what, id, fact.why));
};

/** The thread of a card in a channel has the history of the request, without notifications. */
const writeInThreads = async (
  { catalog, slack, clock }: Deps,
  request: Request,
  event: RequestEvent,
  cards: readonly MessageRef[],
) => {
  const context = { catalog, now: clock.now() };
  for (const fact of unnotifiedFacts(event)) {
    if (!hasConsequence(fact, 'thread')) continue;
    for (const card of cards) if (card.to === undefined) await slack.reply(card, fact, request, context);
  }
};

/** Notifies users, operators and threads of each event that was not announced yet, until Slack fails. */
export const notifyUsers = async (
  deps: Deps,
  request: Request,
  cards: readonly MessageRef[],
): Promise<{ handledEvents: number; posted: readonly MessageRef[]; fault?: unknown }> => {
  const { catalog, slack, clock, log } = deps;
  const context = { catalog, now: clock.now() };
  let handledEvents = request.handledEvents;
  const posted: MessageRef[] = [];
  for (const event of request.events.slice(request.handledEvents)) {
    const upToThis = { ...request, events: request.events.slice(0, event.seq + 1), handledEvents: event.seq };
    const fields = { request: request.id, event: event.fact.kind };
    try {
      await unlessSlackRefuses(log, 'a user could not be notified', fields, async () => {
        for (const notice of noticesFor(upToThis)) {
          const fields = { request: request.id, to: notice.to, event: notice.about.kind };
          const message = await unlessSlackRefuses(log, 'a user could not be notified', fields, () =>
            slack.notify(notice, request, context),
          );
          if (message !== undefined && isHolderMessage(request, message)) posted.push(message);
        }
        await notifyOperators(deps, request, event);
        await writeInThreads(deps, upToThis, event, cards);
      });
    } catch (fault) {
      return { handledEvents, posted, fault };
    }
    handledEvents = event.seq + 1;
  }
  return { handledEvents, posted };
};
