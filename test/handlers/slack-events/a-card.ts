import { createSlackWeb } from '../../../functions/adapters/slack/web.ts';
import type { RequestFact } from '../../../functions/core/request/facts.ts';
import { withFacts } from '../../support/a-request.ts';
import { alice, aRule, idOf, U } from '../../support/builders.ts';
import { aBot, TOKEN } from './a-bot.ts';

const silent = { warn: () => {}, error: () => {} };

/** A bot with a prepared request of alice and its card in C0APPROVALS. */
export const aBotWithCard = async (options: Parameters<typeof aBot>[0] = {}) => {
  const bot = await aBot(options);
  await bot.slack.as('U0ALICE').command('/assume', 'prod-s3 1h INC-42');
  const requested = await bot.newestOf('alice');
  const web = createSlackWeb({ token: TOKEN, slackApiUrl: bot.slack.apiUrl, clock: bot.clock, log: silent });
  const drawn = { catalog: bot.catalog, now: bot.clock.now() };
  const ready: RequestFact = { kind: 'prepared', principal: alice, remindersAt: [], evidence: [] };
  const prepared = withFacts(requested, [ready], bot.clock.now());
  const posted = await web.drawCard(prepared, aRule().channel, undefined, drawn);
  const request = await bot.store.requests.save({ ...prepared, cards: [posted] });
  if (request === undefined) throw new Error('the card could not be stored');
  // The sweep has read the approvers, and everybody else who has done something.
  const people = ['bob', 'carol', 'random'].map(
    (name) => [U(name), { accountStatus: 'member', name, readAt: bot.clock.now() }] as const,
  );
  await bot.store.directory.merge({ people: Object.fromEntries(people) });
  bot.queue.lose();
  // As a click names it.
  const card = { channel: posted.channel, ts: posted.ts };
  bot.slack.forgetCalls();
  const at = (actionId: string) => ({ channel: card.channel, ts: card.ts, actionId });
  const forgottenCard = () => web.drawCard({ ...prepared, id: idOf(99) }, aRule().channel, undefined, drawn);
  return { ...bot, web, request, card, at, forgottenCard, reread: () => bot.read(request.id) };
};
