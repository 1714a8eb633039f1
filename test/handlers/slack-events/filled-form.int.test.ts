import { afterEach, describe, expect, it } from 'vitest';
import { aCatalog, aRule, U } from '../../support/builders.ts';
import { aBot, type Bot } from './a-bot.ts';

const bots: Bot[] = [];
const EMERGENCY = {
  requesters: [{ kind: 'everyone' }],
  reviewWithinMinutes: 240,
  contacts: [],
  maxMinutes: 60,
} as const;
const rule = aRule({ emergency: EMERGENCY, onBehalfOf: [{ kind: 'everyone' }] });
const start = async (): Promise<Bot> => {
  const bot = await aBot({ catalog: aCatalog([rule]) });
  await bot.store.directory.merge({
    people: { [U('bob')]: { accountStatus: 'member', name: 'bob', readAt: bot.clock.now() } },
  });
  bots.push(bot);
  return bot;
};
afterEach(async () => {
  for (const { slack } of bots.splice(0)) await slack.close();
});

const formOf = ({ slack }: Bot) => {
  const [form] = slack.modalsOf('U0ALICE');
  if (form === undefined) throw new Error('no form is open');
  return form;
};

interface Field {
  readonly value?: string;
  readonly selected_option?: { readonly value: string };
  readonly selected_user?: string;
  readonly selected_options?: readonly { readonly value: string }[];
}

/** The values of the fields of the open form, as they would be submitted, and the text above them. */
const filledIn = (bot: Bot) => {
  const { blocks, state } = formOf(bot);
  const values = Object.values(state).flatMap((field) => Object.entries(field as Record<string, Field>));
  const typedIn = (field: Field) =>
    field.value ??
    field.selected_option?.value ??
    field.selected_user ??
    field.selected_options?.map(({ value }) => value);
  return {
    ...Object.fromEntries(values.map(([id, value]) => [id, typedIn(value)])),
    problem: JSON.stringify(blocks.slice(0, 2)),
  };
};
const run = (bot: Bot, text: string) => bot.slack.as('U0ALICE').command('/assume', text);

describe('a command that lacks something', () => {
  it('opens the form for a name alone, with the role selected', async () => {
    const bot = await start();

    await run(bot, 'prod-s3');

    expect(filledIn(bot)).toMatchObject({
      access: 'prod-s3',
      problem: expect.stringContaining('A reason is required'),
    });
    expect(bot.store.refused()).toEqual([]);
    await bot.slack.as('U0ALICE').submitView(formOf(bot).id, { reason: 'INC-42' });
    expect((await bot.newestOf('alice')).requested).toMatchObject({ target: 'prod-s3', reason: 'INC-42' });
  });

  it.each([
    ['prod-s3 2h', { length: '120' }, 'A reason is required'],
    ['prod-s3 10h INC-42', { duration: '10h', reason: 'INC-42' }, 'maximum duration'],
    ['prod-s3 2hh INC-42', { duration: '2hh', reason: 'INC-42' }, 'is not a duration'],
    ['prod-s3 fix until 18:30', { duration: 'until 18:30', reason: 'fix' }, 'looks like a time'],
    ['prod-s3 until 23:30 AEST INC-42', { duration: 'until 23:30 AEST', reason: 'INC-42' }, 'AEST'],
    ['prod-s3 from 14:00 2h', { duration: 'from 14:00 2h' }, 'A reason is required'],
    ['prod-s3 until 12:30 INC-42', { duration: 'until 12:30', reason: 'INC-42' }, 'already passed'],
    ['prod-s3 45m --emergency', { duration: '45m', emergency: ['emergency'] }, 'A reason is required'],
    ['prod-s3 1h --for @bob', { length: '60', holder: 'U0BOB' }, 'A reason is required'],
    ['prod-s3 2h INC-42 kubectl -n prod', { length: '120', reason: 'INC-42 kubectl -n prod' }, 'no option'],
    ['2h prod-s3 INC-42', { length: '120', reason: 'INC-42' }, 'name comes before'],
  ])('opens the form with everything that was typed: %s', async (text, fields, problem) => {
    const bot = await start();

    await run(bot, text);

    expect(filledIn(bot)).toMatchObject({ access: 'prod-s3', ...fields, problem: expect.stringContaining(problem) });
    expect(await bot.store.requests.recentOf(U('alice'), { limit: 1 })).toEqual([]);
  });

  it('keeps the duration and the reason for an unknown name, and suggests the nearest', async () => {
    const bot = await start();

    await run(bot, 'prod-s4 2h INC-42');

    const filled = filledIn(bot);
    expect(filled).toMatchObject({ duration: '2h', reason: 'INC-42', problem: expect.stringContaining('prod-s3?') });
    expect(filled).not.toHaveProperty('access', 'prod-s3');
  });

  it('makes the request for the other user, as an emergency if that was typed', async () => {
    const bot = await start();
    await run(bot, 'prod-s3 1h --for @bob');
    await bot.slack.as('U0ALICE').submitView(formOf(bot).id, { reason: 'INC-42' });
    await run(bot, 'prod-s3 30m --emergency');
    await bot.slack.as('U0ALICE').submitView(formOf(bot).id, { reason: 'INC-43' });

    expect((await bot.newestOf('bob')).requested).toMatchObject({ by: 'U0BOB', via: 'U0ALICE', reason: 'INC-42' });
    expect((await bot.newestOf('alice')).requested).toMatchObject({ emergency: true, reason: 'INC-43' });
  });

  it.each(['prod-s3 30m INC-1 --for @alice_smith', 'prod-s3 30m INC-1 --for', 'prod-s3 --for=@bobby 30m INC-1'])(
    'asks for the user whom Slack did not recognize, and does not request it for the typist: %s',
    async (text) => {
      const bot = await start();
      const alice = bot.slack.as('U0ALICE');
      await run(bot, text);
      expect(filledIn(bot)).toMatchObject({ reason: 'INC-1' });

      await alice.selectInView({ viewId: formOf(bot).id, actionId: 'access' }, 'prod-s3');
      const refused = await alice.submitView(formOf(bot).id, { holder: null });
      await alice.submitView(formOf(bot).id, { holder: 'U0BOB' });

      expect(refused).not.toMatchObject({ ok: true, action: 'close' });
      expect(await bot.store.requests.recentOf(U('alice'), { limit: 1 })).toEqual([]);
      expect((await bot.newestOf('bob')).requested).toMatchObject({ by: 'U0BOB', via: 'U0ALICE' });
    },
  );

  it('refuses a request for a user whom Slack did not recognize if none can be made for others', async () => {
    const bot = await aBot();
    bots.push(bot);

    const outcome = await run(bot, 'prod-s3 30m INC-1 --for @alice_smith');

    expect(outcome.ok && outcome.message?.text).toContain('You cannot request prod-s3 on behalf of another user.');
    expect(bot.slack.modalsOf('U0ALICE')).toEqual([]);
  });

  it('shows a button that opens the same form if Slack does not open it', async () => {
    const bot = await start();
    bot.slack.fail({ method: 'views.open', kind: 'error', error: 'expired_trigger_id' });

    const outcome = await run(bot, 'prod-s3 2h --emergency');

    const message = outcome.ok ? outcome.message : undefined;
    expect(message?.text).toContain('/assume prod-s3 2h --emergency why you need it');
    await bot.slack.as('U0ALICE').press({ channel: message?.channel ?? '', ts: message?.ts ?? '', actionId: 'ask' });
    expect(filledIn(bot)).toMatchObject({ access: 'prod-s3', length: '120', emergency: ['emergency'] });
  });
});
