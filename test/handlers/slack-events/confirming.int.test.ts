import { afterEach, describe, expect, it } from 'vitest';
import { U } from '../../support/builders.ts';
import { aBot, type Bot } from './a-bot.ts';

let bot: Bot;
afterEach(async () => {
  await bot.slack.close();
});

/** Types a command of admins, and presses the button of the answer unless something happens in between. */
const typed = async (text: string) => {
  const outcome = await bot.slack.as('U0CAROL').command('/assume', text);
  if (!outcome.ok || outcome.message === undefined) throw new Error(`no answer to ${text}`);
  const { channel, ts } = outcome.message;
  return {
    answer: JSON.stringify(outcome.message),
    confirm: async () => {
      await bot.slack.as('U0CAROL').press({ channel, ts, actionId: 'confirm' });
      return JSON.stringify(bot.slack.modalsOf('U0CAROL').at(-1));
    },
  };
};

const aRequest = async () => {
  bot = await aBot();
  await bot.slack.as('U0ALICE').command('/assume', 'prod-s3 1h INC-42');
  return bot.newestOf('alice');
};
const stateOf = async ({ id }: Awaited<ReturnType<typeof aRequest>>) => (await bot.read(id)).status.kind;

describe('a command that ends the access of others', () => {
  it('ends nothing before the admin confirms it, and shows what it would end', async () => {
    const request = await aRequest();

    const { answer, confirm } = await typed('revoke @alice prod-s3 the laptop is lost');
    const before = await stateOf(request);

    expect(answer).toContain('Nothing has ended yet');
    expect(answer).toContain('prod-s3');
    expect(before).toBe('pending');
    expect(await confirm()).toContain('Revoking access of');
    expect(await stateOf(request)).toBe('cancelled');
  });

  it('turns the lockdown on only after it is confirmed, with the reason that was typed', async () => {
    await aRequest();

    const { answer, confirm } = await typed('lockdown on keys have leaked');
    const before = await bot.store.lockdowns.read();

    expect(answer).toContain('Nothing has changed yet');
    expect(before?.isOn ?? false).toBe(false);
    expect(await confirm()).toContain('Lockdown is on');
    expect(await bot.store.lockdowns.read()).toMatchObject({ isOn: true, by: U('carol'), why: 'keys have leaked' });
  });

  it('is refused if the account of the admin is deactivated before they confirm', async () => {
    const request = await aRequest();
    const { confirm } = await typed('revoke @alice all the laptop is lost');
    await bot.store.directory.merge({
      people: { [U('carol')]: { accountStatus: 'deactivated', name: 'carol', readAt: bot.clock.now() } },
    });

    const window = await confirm();

    expect(window).not.toContain('Revoking access of');
    expect(await stateOf(request)).toBe('pending');
  });
});
