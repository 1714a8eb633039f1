import { afterEach, describe, expect, it } from 'vitest';
import type { Directory } from '../../../functions/core/authority/directory.ts';
import { readPeople } from '../../../functions/usecases/shared/read-people.ts';
import { aCatalog, anIamUser, U } from '../../support/builders.ts';
import { aBotWithCard } from './a-card.ts';

type Card = Awaited<ReturnType<typeof aBotWithCard>>;

const bots: Card[] = [];
const start = async (workspace?: Directory['workspace'], isDirectoryCached = false): Promise<Card> => {
  const organization = { id: 'E0LOCAL', name: 'Local' };
  const team = { id: 'T0LOCAL', name: 'Local', domain: 'local' };
  const seed = workspace === undefined ? {} : { team: { ...team, enterprise: organization } };
  const people = { ...aCatalog().people, [U('dave')]: anIamUser('dave') };
  const bot = await aBotWithCard({ seed, isDirectoryCached, catalog: aCatalog(undefined, { people }) });
  bots.push(bot);
  if (workspace !== undefined) await bot.store.directory.merge({ workspace });
  return bot;
};
afterEach(async () => {
  for (const { slack } of bots.splice(0)) await slack.close();
});

const ORGANIZATION = { teamId: 'T0LOCAL', enterpriseId: 'E0LOCAL' };
const sister = (id: string, enterprise_id: string) => ({
  id,
  name: id.slice(2).toLowerCase(),
  team_id: 'T0SISTER',
  enterprise_user: { id, enterprise_id, teams: ['T0SISTER'] },
});

/** Runs the worker that reads accounts. */
const work = ({ queue, store, clock, slack }: Card) =>
  queue.drain(async (wake) => {
    if (wake.kind !== 'person') return;
    const found = slack.directory.user(wake.user);
    const isNative = found?.enterprise_user?.enterprise_id === 'E0LOCAL' || found?.team_id === 'T0LOCAL';
    const person = async () => ({ accountStatus: isNative ? ('member' as const) : ('external' as const), name: 'x' });
    await readPeople({ directory: store.directory, clock, slack: { person, membersOf: async () => [] } }, [wake.user]);
  });

/** Everything that a user can do: a command, a click, a form and a shortcut. Returns what was refused. */
const actAs = async (bot: Card, id: string) => {
  const person = bot.slack.as(id);
  bot.slack.directory.join('C0APPROVALS', id);
  const typed = await person.command('/assume', 'prod-s3 1h INC-42', { channel: 'C0APPROVALS' });
  await person.press(bot.at('deny'));
  await work(bot);
  const [form] = bot.slack.modalsOf(id);
  const submitted = form === undefined ? undefined : await person.submitView(form.id, { reason: 'not now' });
  await person.press(bot.at('approve'));
  return { typed: typed.ok ? typed.message?.text : '', submitted };
};
const refusals = ({ store }: Card) => store.refused().map(({ refusal }) => refusal);

describe('a user of another workspace of the same organization', () => {
  it('gets the same answer to a command, a click and a form, even if the payload names the other workspace', async () => {
    const bot = await start(ORGANIZATION);
    await bot.slack.directory.addUser(sister('U0GRIDA', 'E0LOCAL'));

    const { submitted } = await actAs(bot, 'U0GRIDA');

    expect(submitted).toMatchObject({ ok: true, action: 'close' });
    expect(new Set(refusals(bot))).toEqual(new Set(['no_identity', 'not_an_approver']));
  });

  it('decides as an approver', async () => {
    const bot = await start(ORGANIZATION);
    await bot.slack.directory.changeUser('U0BOB', { team_id: 'T0SISTER' });

    await bot.slack.as('U0BOB').press(bot.at('approve'));

    expect((await bot.reread()).status.kind).toBe('approved');
  });
});

describe('a user of another company', () => {
  it.each([
    ['if the workspace belongs to no organization', undefined],
    ['if it belongs to one', ORGANIZATION],
  ])('is refused for every kind of interaction, %s', async (_, workspace) => {
    const bot = await start(workspace);

    await actAs(bot, 'U0EXTERNAL');

    expect((await bot.reread()).status.kind).toBe('pending');
    expect(refusals(bot).length).toBeGreaterThan(1);
    expect(refusals(bot).every((kind) => ['outside_workspace', 'account_unknown'].includes(kind))).toBe(true);
    expect(refusals(bot).at(-1)).toBe('outside_workspace');
  });
});

describe('a form whose payload does not name the workspace of its user', () => {
  it('is accepted from a user who did nothing before: their account is read while they fill it in', async () => {
    const bot = await start(undefined, true);
    const dave = await bot.slack.directory.addUser({ id: 'U0DAVE', name: 'dave' });
    bot.slack.directory.join('C0GENERAL', dave.id);
    const person = bot.slack.as(dave.id);

    await person.command('/assume');
    await work(bot);
    const [form] = bot.slack.modalsOf(dave.id);
    const outcome = await person.submitView(form?.id ?? '', { access: 'prod-s3', reason: 'INC-42' });

    expect((await bot.store.directory.read()).people[U('dave')]?.accountStatus).toBe('member');
    expect(outcome).toEqual({ ok: true, action: 'close' });
  });

  it('asks to try again while the account is not read, and has it read', async () => {
    const bot = await start(undefined, true);
    const dave = await bot.slack.directory.addUser({ id: 'U0DAVE', name: 'dave' });
    bot.slack.directory.join('C0GENERAL', dave.id);
    await bot.slack.as(dave.id).command('/assume');
    bot.queue.lose();
    const [form] = bot.slack.modalsOf(dave.id);

    const outcome = await bot.slack.as(dave.id).submitView(form?.id ?? '', { access: 'prod-s3', reason: 'INC-42' });

    expect(outcome).toMatchObject({ errors: { access: expect.stringContaining('Try again in a few seconds') } });
    await work(bot);
    expect((await bot.store.directory.read()).people[U('dave')]).toBeDefined();
  });
});
