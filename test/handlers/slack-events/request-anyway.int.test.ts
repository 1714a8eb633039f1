import { afterEach, describe, expect, it } from 'vitest';
import { withFacts } from '../../support/a-request.ts';
import { U } from '../../support/builders.ts';
import { aBotWithCard } from './a-card.ts';

type Card = Awaited<ReturnType<typeof aBotWithCard>>;

const bots: Card[] = [];
/** A bot with a pending request of alice. */
const start = async (): Promise<Card> => {
  const bot = await aBotWithCard();
  bots.push(bot);
  return bot;
};
afterEach(async () => {
  for (const { slack } of bots.splice(0)) await slack.close();
});

const openModal = ({ slack }: Card) => slack.modalsOf('U0ALICE').at(-1);
const lines = ({ store }: Card) => store.requests.recentOf(U('alice'), { limit: 9 });
const actionsIn = (blocks: unknown) => [...JSON.stringify(blocks).matchAll(/"action_id":"(\w+)"/g)].map(([, id]) => id);

describe('a request for what is pending or held', () => {
  it('is answered with what there is, and is made from the form that a button opens', async () => {
    const bot = await start();
    const alice = bot.slack.as('U0ALICE');

    const outcome = await alice.command('/assume', 'prod-s3 30m INC-43 for the audit');
    const answer = outcome.ok ? outcome.message : undefined;
    await alice.press({ channel: answer?.channel ?? '', ts: answer?.ts ?? '', actionId: 'ask' });
    const before = (await lines(bot)).length;
    const submitted = await alice.submitView(openModal(bot)?.id ?? '');

    expect(answer?.text).toContain('You already have a pending request');
    expect(actionsIn(answer?.blocks)).toEqual(['cancel', 'ask']);
    expect([before, submitted]).toEqual([1, { ok: true, action: 'close' }]);
    const [second] = await lines(bot);
    const request = await bot.store.requests.get(second?.id ?? bot.request.id);
    expect(request?.requested).toMatchObject({ duration: { minutes: 30 }, reason: 'INC-43 for the audit' });
    expect(await lines(bot)).toHaveLength(2);
  });

  it('is shown in place of the form that was submitted, which becomes the form again', async () => {
    const bot = await start();
    const alice = bot.slack.as('U0ALICE');
    await bot.store.requests.save(
      withFacts(
        await bot.reread(),
        [
          {
            kind: 'approved',
            by: U('bob'),
            startsAt: bot.clock.now(),
            endsAt: new Date('2030-01-01T13:00:00Z'),
            catalogHash: '',
            evidence: [],
          },
          { kind: 'activated' },
        ],
        bot.clock.now(),
      ),
    );

    await alice.command('/assume', 'prod-s3');
    await alice.submitView(openModal(bot)?.id ?? '', { reason: 'INC-43' });
    const shown = openModal(bot);
    await alice.pressInView({ viewId: shown?.id ?? '', actionId: 'ask' });
    const submitted = await alice.submitView(openModal(bot)?.id ?? '');

    expect(JSON.stringify(shown?.blocks)).toContain('You already have access to `prod-s3` until');
    expect(actionsIn(shown?.blocks)).toEqual(['end', 'ask']);
    expect(submitted).toEqual({ ok: true, action: 'close' });
    expect(await lines(bot)).toHaveLength(2);
  });
});
