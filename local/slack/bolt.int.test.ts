import { App, AwsLambdaReceiver, LogLevel } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import type { Transport } from './contract.ts';
import { createLocalSlack } from './create-local-slack.ts';
import { actions, button, input, modal, option, section, textInput } from './testing/samples.ts';

type LambdaHandler = Awaited<ReturnType<AwsLambdaReceiver['start']>>;
/** The handler reads only these fields of the event. */
type LambdaEvent = Parameters<LambdaHandler>[0];

const SECRET = 'local-signing-secret';

/** A Bolt app with its own Lambda receiver, called in the format of API Gateway. */
const aBoltApp = async (signingSecret = SECRET) => {
  const receiver = new AwsLambdaReceiver({ signingSecret: SECRET, logLevel: LogLevel.ERROR });
  let handler: LambdaHandler | undefined;
  const transport: Transport = async ({ headers, body }) => {
    const event = { headers, body, isBase64Encoded: false, rawPath: '/slack/events' } as unknown as LambdaEvent;
    const answer = await handler?.(event, {});
    return {
      status: answer?.statusCode ?? 500,
      headers: answer?.headers as Record<string, string>,
      body: answer?.body ?? '',
    };
  };
  const slack = await createLocalSlack({ signingSecret, token: 'xoxb-local', port: 0, transport });
  const app = new App({
    receiver,
    logLevel: LogLevel.ERROR,
    authorize: async () => ({ botToken: 'xoxb-local', botId: 'B0ASSUME', botUserId: 'U0ASSUME' }),
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  handler = await receiver.start();
  return { app, slack };
};

describe('a Bolt app with its Lambda receiver', () => {
  it('opens a modal on a command, offers options, accepts the submission and updates its card on a click', async () => {
    const { app, slack } = await aBoltApp();
    app.command('/assume', async ({ ack, client, body }) => {
      await ack();
      const role = { type: 'external_select', action_id: 'role', min_query_length: 0 };
      const blocks = [input(role, { block_id: 'role' }), input(textInput({ action_id: 'reason' }))];
      // biome-ignore lint/suspicious/noExplicitAny: the samples are plain objects
      await client.views.open({ trigger_id: body.trigger_id, view: modal(blocks, { callback_id: 'ask' }) as any });
    });
    app.options('role', async ({ ack }) =>
      ack({ options: [{ ...option('prod-s3'), text: { type: 'plain_text', text: 'S3' } }] }),
    );
    app.view('ask', async ({ ack, client, view, body }) => {
      await ack();
      const role = view.state.values['role']?.['role']?.selected_option?.value;
      const text = `${body.user.id} asks for ${role}`;
      const blocks = [section(text), actions(button({ value: 'req-1' }))];
      await client.chat.postMessage({ channel: 'C0APPROVALS', text, blocks });
    });
    app.action('approve', async ({ ack, client, body, respond }) => {
      await ack();
      if (body.type !== 'block_actions' || !body.message) throw new Error('no message');
      await client.chat.update({ channel: 'C0APPROVALS', ts: body.message.ts, text: 'approved', blocks: [] });
      await respond({ text: 'Thank you', response_type: 'ephemeral' });
    });

    const random = slack.as('U0RANDOM');
    await random.command('/assume');
    await random.submitView(String(slack.modalsOf('U0RANDOM')[0]?.id), { role: 'prod-s3', reason: 'because' });
    const card = slack.seenBy('U0BOB', 'C0APPROVALS')[0];
    await slack.as('U0BOB').press({ channel: 'C0APPROVALS', ts: String(card?.ts), actionId: 'approve' });

    expect(card?.text).toBe('U0RANDOM asks for prod-s3');
    expect(slack.seenBy('U0BOB', 'C0APPROVALS').map((message) => message.text)).toEqual(['approved', 'Thank you']);
    expect(slack.seenBy('U0CAROL', 'C0APPROVALS').map((message) => message.text)).toEqual(['approved']);
    expect(slack.callCounts()).toEqual({ 'views.open': 1, 'chat.postMessage': 1, 'chat.update': 1 });
    await slack.close();
  });

  it('receives the Home tab event and shortcuts', async () => {
    const { app, slack } = await aBoltApp();
    const heard: string[] = [];
    app.event('app_home_opened', async ({ event }) => void heard.push(`home of ${event.user}`));
    app.shortcut('ask', async ({ ack, shortcut }) => {
      await ack();
      heard.push(`${shortcut.type} of ${shortcut.user.id}`);
    });

    await slack.as('U0BOB').openHome();
    await slack.as('U0BOB').shortcut('ask');
    const { ts } = slack.as('U0BOB').say('C0GENERAL', 'help');
    await slack.as('U0BOB').messageShortcut('ask', { channel: 'C0GENERAL', ts });

    expect(heard).toEqual(['home of U0BOB', 'shortcut of U0BOB', 'message_action of U0BOB']);
    await slack.close();
  });

  it('rejects a Slack with another signing secret', async () => {
    const { app, slack } = await aBoltApp('another-secret');
    app.shortcut('ask', async ({ ack }) => ack());

    const outcome = await slack.as('U0BOB').shortcut('ask');

    expect(outcome).toEqual({ ok: false, error: 'dispatch_failed', status: 401 });
    await slack.close();
  });
});
