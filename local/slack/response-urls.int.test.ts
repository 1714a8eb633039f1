import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aSlack } from './testing/a-slack.ts';
import { actions, button, section } from './testing/samples.ts';

let world: Awaited<ReturnType<typeof aSlack>>;

beforeEach(async () => {
  world = await aSlack();
});
afterEach(() => world.slack.close());

const APPROVALS = { channel: 'C0APPROVALS' };

const answerWith = (url: string, body: object) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

describe('an answer to a response_url', () => {
  const pressed = async () => {
    const posted = await world.client.chat.postMessage({ ...APPROVALS, text: 'Bob?', blocks: [actions(button())] });
    await world.slack.as('U0BOB').press({ ...APPROVALS, ts: String(posted.ts), actionId: 'approve' });
    return String(world.bot.lastPayload().response_url);
  };

  it('is shown only to the user unless it is in_channel', async () => {
    const url = await pressed();

    await answerWith(url, { text: 'noted' });
    await answerWith(url, { text: 'for all', response_type: 'in_channel' });

    expect(world.slack.seenBy('U0BOB', 'C0APPROVALS').map((message) => message.text)).toEqual([
      'Bob?',
      'noted',
      'for all',
    ]);
    expect(world.slack.seenBy('U0CAROL', 'C0APPROVALS').map((message) => message.text)).toEqual(['Bob?', 'for all']);
  });

  it('replaces or deletes the original message', async () => {
    const url = await pressed();

    await answerWith(url, { text: 'approved', replace_original: true });
    const replaced = world.slack.messages('C0APPROVALS')[0]?.text;
    await answerWith(url, { delete_original: true });

    expect(replaced).toBe('approved');
    expect(world.slack.messages('C0APPROVALS')).toEqual([]);
  });

  it('is accepted five times within half an hour', async () => {
    const url = await pressed();
    const other = await pressed();
    const status = async (address: string) => (await answerWith(address, { text: 'x' })).status;

    const statuses = [await status(url), await status(url), await status(url), await status(url), await status(url)];
    const sixth = await answerWith(url, { text: 'x' });
    world.clock.passSeconds(30 * 60 + 1);
    const late = await answerWith(other, { text: 'x' });

    expect(statuses).toEqual([200, 200, 200, 200, 200]);
    expect(await sixth.json()).toEqual({ ok: false, error: 'used_url' });
    expect(await late.json()).toEqual({ ok: false, error: 'expired_url' });
  });

  it('is rejected if it exceeds a limit or its URL is unknown', async () => {
    const url = await pressed();

    const invalid = await answerWith(url, { text: 'x', blocks: [section('')] });
    const unknown = await answerWith(`${url}0`, { text: 'x' });

    expect([invalid.status, await invalid.json()]).toEqual([400, { ok: false, error: 'invalid_blocks' }]);
    expect(unknown.status).toBe(404);
  });
});
