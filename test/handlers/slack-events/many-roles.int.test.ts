import { afterEach, describe, expect, it } from 'vitest';
import { homeTab } from '../../../functions/adapters/slack/views/home.ts';
import { EMPTY_DIRECTORY } from '../../../functions/core/authority/directory.ts';
import { requestableBy } from '../../../functions/core/authority/requestable.ts';
import { parseAccessName, parseRoleArn } from '../../../functions/core/names.ts';
import { aCatalog, aRule, U } from '../../support/builders.ts';
import { aBot, type Bot } from './a-bot.ts';

const catalog = aCatalog(
  Array.from({ length: 300 }, (_, index) =>
    aRule({
      name: parseAccessName(`role-${String(299 - index).padStart(3, '0')}`),
      arn: parseRoleArn(`arn:aws:iam::222222222222:role/role-${index}`),
    }),
  ),
);
let bot: Bot | undefined;
afterEach(async () => {
  await bot?.slack.close();
  bot = undefined;
});

describe('a catalog with 300 roles', () => {
  it('finds any of them by typing in the form, shows the consequences, and requests it', async () => {
    bot = await aBot({ catalog });
    const { slack } = bot;
    const person = slack.as('U0ALICE');
    const formOf = () => {
      const [form] = slack.modalsOf('U0ALICE');
      if (form === undefined) throw new Error('no form is open');
      return form;
    };
    await person.command('/assume');
    const select = { viewId: formOf().id, actionId: 'access' };

    const [all, found] = [await person.options(select, ''), await person.options(select, 'role-299')];
    expect(all.ok && all.options.map(({ text }) => text)[0]).toBe('role-000');
    expect(all.ok && all.options[0]?.group).toContain('100 of 300: type to search');
    expect(found.ok && found.options.map(({ value }) => value)).toEqual(['role-299']);

    await person.selectInView(select, 'role-299');
    expect(JSON.stringify(formOf().blocks)).toContain('Needs 1 approval. Approvers: <@U0BOB>, <@U0CAROL>.');
    await person.submitView(formOf().id, { reason: 'INC-42' });
    expect((await bot.newestOf('alice')).requested.target).toBe('role-299');
  });

  it('names the first of them on the Home tab, and how many more there are', () => {
    const now = new Date('2030-01-01T12:00:00Z');
    const found = requestableBy(U('alice'), { catalog, directory: EMPTY_DIRECTORY, now });
    if (found.answer === 'no') throw new Error(found.refusal.kind);
    const home = {
      kind: 'home',
      held: [],
      pending: [],
      toDecide: [],
      toReview: [],
      recent: [],
      requestable: found.requestable,
    } as const;

    expect(JSON.stringify(homeTab(home, { catalog, now }).blocks)).toContain('270 more');
  });
});
