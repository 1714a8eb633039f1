import { afterEach, describe, expect, it } from 'vitest';
import { parseAccessName } from '../../../functions/core/names.ts';
import { aCatalog, aRule, U } from '../../support/builders.ts';
import { aBot, type Bot } from './a-bot.ts';

const bots: Bot[] = [];
const start = async (...options: Parameters<typeof aBot>): Promise<Bot> => {
  const bot = await aBot(...options);
  bots.push(bot);
  return bot;
};
afterEach(async () => {
  for (const { slack } of bots.splice(0)) await slack.close();
});

/** Opens the form as a user, and returns its ID. */
const openForm = async ({ slack }: Bot, id = 'U0ALICE'): Promise<string> => {
  await slack.as(id).command('/assume');
  const [form] = slack.modalsOf(id);
  if (form === undefined) throw new Error(`no form is open for ${id}`);
  return form.id;
};

const filled = { access: 'prod-s3', duration: '90m', reason: 'INC-42: db is down' };

describe('the request form', () => {
  it('opens on the command without text, with one call to Slack', async () => {
    const bot = await start();

    const outcome = await bot.slack.as('U0ALICE').command('/assume');

    expect(outcome.ok && outcome.message).toBe(undefined);
    expect(bot.slack.callCounts()).toEqual({ 'views.open': 1 });
    expect(bot.slack.modalsOf('U0ALICE')).toHaveLength(1);
  });

  it('makes the same request as the command, and closes', async () => {
    const bot = await start();
    const form = await openForm(bot);

    const outcome = await bot.slack.as('U0ALICE').submitView(form, filled);

    expect(outcome).toEqual({ ok: true, action: 'close' });
    expect((await bot.newestOf('alice')).requested).toMatchObject({
      target: 'prod-s3',
      duration: { kind: 'for', minutes: 90 },
      reason: 'INC-42: db is down',
    });
    expect(bot.queue.size()).toBe(1);
    expect(bot.slack.callCounts()).toEqual({ 'views.open': 1 });
  });

  it('uses the default duration of the role if none is given, and accepts times of day', async () => {
    const bot = await start();
    await bot.slack.as('U0ALICE').submitView(await openForm(bot), { ...filled, duration: null });
    const usual = await bot.newestOf('alice');
    await bot.slack.as('U0ALICE').command('/assume', 'end prod-s3');
    bot.clock.advance({ seconds: 1 });
    await bot.slack.as('U0ALICE').submitView(await openForm(bot), { ...filled, duration: 'until 17:00' });

    expect(usual.requested.duration).toEqual({ kind: 'for', minutes: 60 });
    expect((await bot.newestOf('alice')).requested.duration).toEqual({
      kind: 'until',
      at: new Date('2030-01-01T16:00:00Z'),
    });
  });

  it.each([
    ['duration', { ...filled, duration: 'a while' }, 'Try:'],
    ['duration', { ...filled, duration: '10h' }, '8h or less'],
    ['duration', { ...filled, duration: 'until 12:30' }, 'has already passed'],
    ['start', { ...filled, start: Date.parse('2030-01-01T11:59:00Z') / 1000 }, 'is in the past'],
    ['start', { ...filled, start: Date.parse('2030-02-01T12:00:00Z') / 1000 }, 'at most 14 days'],
    ['start', { ...filled, duration: 'from 14:00', start: Date.parse('2030-01-02T12:00:00Z') / 1000 }, 'entered twice'],
    [
      'duration',
      { ...filled, duration: 'until 12:30 tomorrow', start: Date.parse('2030-01-04T12:00:00Z') / 1000 },
      'already passed by then',
    ],
    ['reason', { ...filled, reason: '   ' }, 'A reason is required'],
    ['reason', { ...filled, reason: 'no ticket' }, 'INC-\\d+'],
  ])('shows an error below its field: %s', async (field, values, text) => {
    const bot = await start({ catalog: aCatalog([aRule({ ticket: 'INC-\\d+' })]) });
    const form = await openForm(bot);

    const outcome = await bot.slack.as('U0ALICE').submitView(form, values);

    expect(outcome).toMatchObject({ ok: true, action: 'errors', errors: { [field]: expect.stringContaining(text) } });
    expect(bot.slack.modalsOf('U0ALICE')).toHaveLength(1);
    expect(await bot.store.requests.recentOf(U('alice'), { limit: 1 })).toEqual([]);
  });

  it('accepts a start, and counts the duration from it', async () => {
    const bot = await start();
    const startsAt = new Date('2030-01-03T09:00:00Z');

    await bot.slack.as('U0ALICE').submitView(await openForm(bot), { ...filled, start: startsAt.getTime() / 1000 });

    expect((await bot.newestOf('alice')).requested).toMatchObject({
      notBefore: startsAt,
      duration: { kind: 'for', minutes: 90 },
    });
  });

  it('starts immediately if the current minute is selected', async () => {
    const bot = await start();
    bot.clock.advance({ seconds: 20 });

    await bot.slack
      .as('U0ALICE')
      .submitView(await openForm(bot), { ...filled, start: Date.parse('2030-01-01T12:00:00Z') / 1000 });

    expect((await bot.newestOf('alice')).requested.notBefore).toBeUndefined();
  });

  it('shows the end for the selected start, with one call to Slack for each selection', async () => {
    const bot = await start();
    const viewId = await openForm(bot);
    const alice = bot.slack.as('U0ALICE');
    await alice.selectInView({ viewId, actionId: 'access' }, 'prod-s3');
    bot.slack.forgetCalls();

    await alice.selectInView({ viewId, actionId: 'start' }, Date.parse('2030-01-03T09:00:00Z') / 1000);

    expect(bot.slack.callCounts()).toEqual({ 'views.update': 1 });
    const [form] = bot.slack.modalsOf('U0ALICE');
    const shown = JSON.stringify(form?.blocks);
    expect(shown).toContain('from <!date^1893661200^');
    expect(shown).toContain('until <!date^1893664800^');
    expect(form?.state['start']?.['start']).toMatchObject({ selected_date_time: 1_893_661_200 });
  });

  it('is replaced by the pending request if there is one', async () => {
    const bot = await start();
    const form = await openForm(bot);
    await bot.slack.as('U0ALICE').command('/assume', 'prod-s3 1h INC-42');

    const outcome = await bot.slack.as('U0ALICE').submitView(form, filled);

    expect(outcome).toMatchObject({ ok: true, action: 'update' });
    expect(JSON.stringify(bot.slack.modalsOf('U0ALICE')[0]?.blocks)).toContain(
      'You already have a pending request for `prod-s3`',
    );
  });

  it('cancels the pending request from there', async () => {
    const bot = await start();
    const form = await openForm(bot);
    await bot.slack.as('U0ALICE').command('/assume', 'prod-s3 1h INC-42');
    await bot.slack.as('U0ALICE').submitView(form, filled);

    await bot.slack.as('U0ALICE').pressInView({ viewId: form, actionId: 'cancel' });

    expect((await bot.newestOf('alice')).status.kind).toBe('cancelled');
    const shown = JSON.stringify(bot.slack.modalsOf('U0ALICE')[0]?.blocks);
    expect(shown).toContain('Cancelled your request for `prod-s3`.');
    expect(shown).not.toContain('"type":"button"');
  });

  it('is checked when it is submitted, not only when it opens', async () => {
    const bot = await start();
    const form = await openForm(bot);
    await bot.store.directory.merge({
      people: { [U('alice')]: { accountStatus: 'deactivated', name: 'alice', readAt: bot.clock.now() } },
    });

    const outcome = await bot.slack.as('U0ALICE').submitView(form, filled);

    expect(outcome).toMatchObject({ action: 'errors', errors: { access: expect.stringContaining('deactivated') } });
  });

  it('does not open for a user who can request nothing, and explains why', async () => {
    const nobodys = aRule({ requesters: [{ kind: 'user', id: U('bob') }] });
    const bot = await start({ catalog: aCatalog([nobodys]) });

    const nothing = await bot.slack.as('U0ALICE').command('/assume');
    const guest = await bot.slack.as('U0GUEST').command('/assume');

    expect(nothing.ok && nothing.message?.text).toContain('nothing that you can request');
    expect(guest.ok && guest.message?.text).toContain('guest');
    expect(bot.slack.callCounts()).toEqual({});
  });
});

describe('the search among more than 100 roles', () => {
  const rules = Array.from({ length: 300 }, (_, index) =>
    aRule({
      name: parseAccessName(`role-${String(299 - index).padStart(3, '0')}`),
      description: `Number ${299 - index}`,
    }),
  );

  it('searches names and descriptions, sorts before it truncates, and shows that it is truncated', async () => {
    const bot = await start({ catalog: aCatalog(rules) });
    const viewId = await openForm(bot);
    const search = (query: string) => bot.slack.as('U0ALICE').options({ viewId, actionId: 'access' }, query);

    const all = await search('');
    const one = await search('number 123');

    expect(all.ok && all.options).toHaveLength(100);
    expect(all.ok && all.options[0]).toMatchObject({ value: 'role-000', group: expect.stringContaining('100 of 300') });
    expect(one.ok && one.options.map(({ value }) => value)).toEqual(['role-123']);
    expect(await search('nothing like it')).toEqual({ ok: true, options: [] });
  });

  it('selects a role that can be requested', async () => {
    const bot = await start({ catalog: aCatalog(rules) });
    const form = await openForm(bot);

    await bot.slack.as('U0ALICE').submitView(form, { ...filled, access: 'role-299' });

    expect((await bot.newestOf('alice')).requested.target).toBe('role-299');
  });

  it('shows nothing to a user of another workspace', async () => {
    const bot = await start({ catalog: aCatalog(rules) });
    const viewId = await openForm(bot);
    await bot.store.directory.merge({
      people: { [U('alice')]: { accountStatus: 'external', name: 'alice', readAt: bot.clock.now() } },
    });

    expect(await bot.slack.as('U0ALICE').options({ viewId, actionId: 'access' }, 'role')).toEqual({
      ok: true,
      options: [],
    });
  });
});
