import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aSlack, errorOf } from './testing/a-slack.ts';
import { button, modal, section } from './testing/samples.ts';

let world: Awaited<ReturnType<typeof aSlack>>;
beforeEach(async () => {
  world = await aSlack({ isStrict: true });
});
afterEach(() => world.slack.close());

const errors = () => world.slack.takeRefusals().map(({ of, error }) => `${of}: ${error}`);

describe('what Slack does not take from the bot', () => {
  it('is a call with invalid content, with where it is wrong', async () => {
    const { client, slack } = world;

    await errorOf(client.chat.postMessage({ channel: 'C0GENERAL', text: 'x', blocks: [section('x'.repeat(3001))] }));

    expect(slack.takeRefusals()).toMatchObject([
      {
        of: 'chat.postMessage',
        error: 'invalid_blocks',
        problems: [{ message: expect.stringContaining('/blocks/0') }],
      },
    ]);
    expect(slack.takeRefusals()).toEqual([]);
  });

  it('is a call that comes too late, or goes to the wrong place', async () => {
    const { client, clock, bot, slack } = world;
    const { triggerId } = (await slack.as('U0ALICE').command('/assume', 'x')) as { triggerId: string };
    clock.passSeconds(4);

    await errorOf(client.views.open({ trigger_id: triggerId, view: modal([section('x')]) as never }));
    await errorOf(client.chat.postMessage({ channel: 'C0NOWHERE', text: 'x' }));

    expect(bot.requests).toHaveLength(1);
    expect(errors()).toEqual(['views.open: expired_trigger_id', 'chat.postMessage: channel_not_found']);
  });

  it('is an answer to a user that cannot be shown', async () => {
    const { bot, slack } = world;
    bot.answersJson({ text: 'x', blocks: [{ type: 'actions', elements: [button({ text: '' })] }] });

    const outcome = await slack.as('U0ALICE').command('/assume', 'x');

    expect(outcome).toMatchObject({ ok: false, error: 'invalid_answer' });
    expect(errors()).toEqual(['command: invalid_blocks']);
  });

  it('is neither a fault that a test caused, nor a question about what does not exist', async () => {
    const { client, slack } = world;
    slack.fail({ method: 'chat.postMessage', kind: 'error', error: 'invalid_blocks' });

    await errorOf(client.chat.postMessage({ channel: 'C0GENERAL', text: 'x' }));
    await errorOf(client.users.info({ user: 'U0NOBODY' }));

    expect(errors()).toEqual([]);
  });

  it('makes the end of a strict test fail, unless the test took note of it', async () => {
    const { slack, client } = await aSlack({ isStrict: true });
    await errorOf(client.chat.postMessage({ channel: 'C0GENERAL', text: '' }));

    await expect(slack.close()).rejects.toThrow('no_text');
  });
});
