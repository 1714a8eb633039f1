import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { BotFunction, ConsoleOptions } from '../options.ts';
import type { Topics } from '../protocol.ts';
import { createSite } from '../site.ts';
import { APP_USER, aChannel, WORKSPACE } from './a-workspace.ts';
import { type Answers, anUpstream } from './an-upstream.ts';

const ROLE_ARN = 'arn:aws:iam::222222222222:role/s3-list-role';
const ALICE_ARN = 'arn:aws:iam::111111111111:user/alice';
const NOON = '2030-01-01T12:00:00.000Z';
const KEYS = { Version: 1, AccessKeyId: 'AKIAALICEALICEALICE2', SecretAccessKey: 'secret' };

const CALLS = [
  { sequence: 1, service: 'dynamodb', operation: 'Scan', caller: 'arn:aws:iam::999999999999:root' },
  { sequence: 2, service: 'sts', operation: 'AssumeRole', caller: ALICE_ARN, error: 'AccessDenied' },
].map((call) => ({ at: NOON, durationMs: 1, resource: 's3-list-role', ...call }));

const AWS: Answers = {
  'GET /_local/state': {
    json: {
      accounts: [
        { id: '111111111111', roles: [], users: [{ arn: ALICE_ARN, name: 'alice', inlinePolicies: {} }] },
        {
          id: '222222222222',
          users: [],
          roles: [{ arn: ROLE_ARN, trustPolicy: { Statement: [] }, inlinePolicies: {}, attachedPolicies: ['read'] }],
        },
      ],
    },
  },
  'GET /_local/calls': (query) => ({ json: CALLS.filter(({ sequence }) => sequence > Number(query.get('after'))) }),
  'POST /_local/credentials': { json: KEYS },
  'POST /_local/sessions': { json: { ...KEYS, SessionToken: 'token' } },
  'POST /': {
    status: 403,
    xml: '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>alice may not</Message></Error></ErrorResponse>',
  },
};

const SLACK: Answers = {
  'GET /local/state': {
    json: {
      ...WORKSPACE,
      appUserId: APP_USER,
      channels: [{ ...aChannel({ id: 'C0GENERAL', name: 'general' }), messages: [] }],
      modals: {},
      homes: {},
    },
  },
  'GET /local/calls': { json: [{ at: NOON, method: 'chat.postMessage', arguments: { channel: 'C0GENERAL' } }] },
  'GET /local/deliveries': { json: [{ at: NOON, kind: 'command', user: 'U0ALICE', status: 500, tookMs: 2 }] },
  'POST /local/command': { status: 409, json: { ok: false, error: 'no such command' } },
};

const CATALOG: ConsoleOptions['catalog'] = {
  accounts: [{ id: '222222222222', name: 'prod', managerRoleName: 'assume-bot-manager' }],
  people: {
    U0ALICE: { kind: 'iam-user', arn: ALICE_ARN },
    U0RANDOM: { kind: 'federated', accountId: '111111111111', sessionName: 'random', signInRoleArn: ROLE_ARN },
  },
  roles: {
    'prod-s3': {
      arn: ROLE_ARN,
      accountId: '222222222222',
      description: 'List',
      rules: [{ durationMinutes: { max: 60 } }],
    },
  },
};

/** A function that records whether it is running. */
export const aBotFunction = (name: string): BotFunction => {
  let isRunning = true;
  const turn = async (isOn: boolean): Promise<void> => {
    isRunning = isOn;
  };
  return {
    name,
    get isRunning() {
      return isRunning;
    },
    start: () => turn(true),
    stop: () => turn(false),
  };
};

/** A console in front of upstreams with fixed answers. Closed at the end of the test. */
export const aSite = async (functions: readonly BotFunction[] = []) => {
  const [aws, slack] = await Promise.all([anUpstream(AWS), anUpstream(SLACK)]);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const site = createSite({
    url,
    awsUrl: aws.url,
    region: 'us-east-1',
    slackUrl: slack.url,
    catalog: CATALOG,
    table: { name: 'assume-bot', accountId: '999999999999' },
    functions,
  });
  server.on('request', async (request, response) => {
    if (!(await site(request, response))) response.writeHead(404).end('not of the console');
  });
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await Promise.all([aws.close(), slack.close()]);
  });

  return {
    url,
    slack,
    post: async <T>(path: string, body: unknown): Promise<{ readonly status: number; readonly body: T }> => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${url}/console/api/${path}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as T };
    },
    /** Reads the event stream until an event of the topic matches. */
    topic: async <T extends keyof Topics>(
      topic: T,
      isMatch: (value: Topics[T]) => boolean = () => true,
    ): Promise<Topics[T]> => {
      const response = await fetch(`${url}/console/api/live`);
      let text = '';
      for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
        text += Buffer.from(chunk).toString();
        for (const [, name, data = ''] of text.matchAll(/^event: (\w+)\ndata: (.*)\n\n/gm)) {
          const value = name === topic ? (JSON.parse(data) as Topics[T]) : undefined;
          if (value !== undefined && isMatch(value)) return value;
        }
      }
      throw new Error(`the stream ended without ${topic}`);
    },
  };
};
