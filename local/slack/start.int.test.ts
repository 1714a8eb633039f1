import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebClient } from '@slack/web-api';
import { expect, it, onTestFinished } from 'vitest';
import { startProgram } from './testing/start-program.ts';

it('serves a workspace alone, and sends commands to the bot at a URL', async () => {
  const commands: string[] = [];
  const bot = createServer(async (request, response) => {
    for await (const chunk of request) commands.push(String(new URLSearchParams(String(chunk)).get('command')));
    response.end('Hello.');
  });
  await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void bot.close());

  const url = await startProgram('--bot', `http://127.0.0.1:${(bot.address() as AddressInfo).port}/slack/events`);
  const client = new WebClient('xoxb-local', { slackApiUrl: `${url}/api/` });
  const { team_id: team } = await client.auth.test();
  const response = await fetch(`${url}/local/command`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: 'U0ALICE', command: '/assume', text: 'help' }),
  });

  expect(team).toBe('T0LOCAL');
  expect(await response.json()).toMatchObject({ ok: true, message: { text: 'Hello.' } });
  expect(commands).toEqual(['/assume']);
});
