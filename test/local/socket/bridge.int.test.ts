import { readFileSync } from 'node:fs';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { createSocketBridge } from '../../../local/socket/bridge.ts';
import { aStack, type TestStack } from '../../support/a-stack.ts';
import { aFakeSocket, type FakeSocket } from '../../support/fake-socket.ts';

const EXAMPLE = readFileSync(new URL('../../../examples/access.yaml', import.meta.url), 'utf8');
const COMMAND = { command: '/assume', text: 'help', user_id: 'U0RANDOM', team_id: 'T0LOCAL', channel_id: 'C0GENERAL' };

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const connected = async (
  invoke: (event: APIGatewayProxyEventV2) => Promise<unknown>,
  signingSecret: string,
  now = () => new Date(),
) => {
  const socket: FakeSocket = await aFakeSocket();
  const faults: string[] = [];
  const bridge = await createSocketBridge({
    appToken: 'xapp-test',
    slackApiUrl: socket.apiUrl,
    signingSecret,
    invoke,
    onFault: (message) => faults.push(message),
    now,
  });
  closers.push(
    () => socket.close(),
    () => bridge.close(),
  );
  return { socket, faults };
};

describe('a real workspace with Socket Mode', () => {
  it('passes a slash command to the Lambda and acknowledges with its answer', async () => {
    const stack: TestStack = await aStack(EXAMPLE);
    closers.push(() => stack.close());
    const { socket } = await connected(stack.slackEvents, '0123456789abcdef0123456789abcdef', stack.clock.now);

    const acknowledged = await socket.send('slash_commands', COMMAND);

    expect(JSON.stringify(acknowledged)).toContain('/assume list');
  });

  it('passes clicks and events in the format of Slack, and acknowledges without a payload if none is needed', async () => {
    const seen: APIGatewayProxyEventV2[] = [];
    const { socket } = await connected(async (event) => {
      seen.push(event);
      return { statusCode: 200, body: '' };
    }, 'secret');

    await socket.send('interactive', { type: 'block_actions', user: { id: 'U0BOB' } });
    await socket.send('events_api', { type: 'event_callback', event: { type: 'app_home_opened' } });

    const [click, event] = seen;
    const form = new URLSearchParams(Buffer.from(click?.body ?? '', 'base64').toString('utf8'));
    expect(JSON.parse(form.get('payload') ?? '')).toEqual({ type: 'block_actions', user: { id: 'U0BOB' } });
    expect(JSON.parse(event?.body ?? '')).toMatchObject({ type: 'event_callback' });
    expect(event?.headers['x-slack-signature']).toMatch(/^v0=[0-9a-f]{64}$/);
  });

  it('reports a call that the bot did not answer, without acknowledging it', async () => {
    let answered = false;
    const { socket, faults } = await connected(async () => {
      if (answered) return { statusCode: 200, body: '{"text":"well"}' };
      answered = true;
      return { statusCode: 500, body: '' };
    }, 'secret');

    void socket.send('slash_commands', COMMAND);
    const second = await socket.send('slash_commands', COMMAND);

    expect(second).toEqual({ text: 'well' });
    expect(faults).toEqual(['the bot answered slash_commands with 500']);
  });
});
