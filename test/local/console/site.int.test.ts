import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Topics, TryOutcome } from '../../../local/console/protocol.ts';
import { aConsole, type TestConsole } from '../../support/a-console.ts';

const EXAMPLE = readFileSync(new URL('../../../examples/access.yaml', import.meta.url), 'utf8');
let world: TestConsole;
beforeAll(async () => {
  world = await aConsole(EXAMPLE);
});
afterAll(async () => {
  await world.close();
});

const post = async <T>(path: string, body: unknown): Promise<{ status: number; body: T }> => {
  const response = await fetch(`${world.url}/console/api/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as T };
};

/** Reads the event stream until an event of the topic matches. */
const readTopic = async <T extends keyof Topics>(
  topic: T,
  isIt: (value: Topics[T]) => boolean,
  role = '',
): Promise<Topics[T]> => {
  const response = await fetch(`${world.url}/console/api/live${role}`);
  let text = '';
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    text += Buffer.from(chunk).toString();
    for (const [, name, data = ''] of text.matchAll(/^event: (\w+)\ndata: (.*)\n\n/gm)) {
      const value = name === topic ? (JSON.parse(data) as Topics[T]) : undefined;
      if (value !== undefined && isIt(value)) return value;
    }
  }
  throw new Error(`the stream ended without ${topic}`);
};

describe('the event stream', () => {
  it('contains the roles of the catalog and the AWS identities of users', async () => {
    const about = await readTopic('about', () => true);

    expect(about.roles).toMatchObject([{ name: 'prod-s3', accountName: 'prod', maxMinutes: 480 }]);
    expect(about.identities['U0ALICE']).toEqual({ kind: 'iam-user', name: 'alice', accountId: '111111111111' });
    expect(about.identities['U0BOB']).toBeUndefined();
  });

  it('follows a request through chat, table, IAM and the calls, without the reads of the console', async () => {
    const isActive = readTopic('requests', ([newest]) => newest?.status.kind === 'active');
    await world.stack.grant('U0ALICE', 'prod-s3 30m INC-42 the report is stuck');

    const [request] = await isActive;
    const aws = await readTopic('aws', ({ found }) => (found?.trust.length ?? 0) > 1, '?role=prod-s3');
    const calls = await readTopic('calls', (all) =>
      all.some(({ operation }) => operation === 'UpdateAssumeRolePolicy'),
    );
    const slack = await readTopic('slack', () => true);

    expect(request?.events.map(({ fact, holds }) => [fact.kind, holds])).toContainEqual(['activated', true]);
    expect(request?.events.every(({ holds }) => holds)).toBe(true);
    expect(request?.isSealed).toBe(true);
    expect(aws.people.find(({ slackId }) => slackId === 'U0ALICE')?.policies.map(({ name }) => name)).toContain(
      'assume-bot-access',
    );
    expect(calls.find(({ operation }) => operation === 'UpdateAssumeRolePolicy')).toMatchObject({ actor: 'reconcile' });
    expect(calls.map(({ operation }) => operation)).not.toContain('Scan');
    expect(slack.channels.find(({ id }) => id === 'C0APPROVALS')?.messages[0]?.text).toContain('prod-s3');
  });

  it('reports that a role of the catalog does not exist in AWS', async () => {
    const aws = await readTopic('aws', () => true, '?role=nothing');

    expect(aws).toMatchObject({ role: 'nothing' });
    expect(aws.found).toBeUndefined();
  });
});

describe('Try it', () => {
  const tried = async (path: string, body: unknown) => {
    const { body: outcome } = await post<TryOutcome>(path, body);
    return outcome.ok ? outcome : Promise.reject(new Error(outcome.why));
  };

  it('shows the error of AWS before a request is approved', async () => {
    const { steps, session } = await tried('assume', { user: 'U0RANDOM', role: 'prod-s3' });

    expect(steps).toMatchObject([
      {
        isAllowed: false,
        output:
          'An error occurred (AccessDenied) when calling the AssumeRole operation: User: arn:aws:iam::111111111111:user/random_user is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::222222222222:role/s3-list-role',
      },
    ]);
    expect(session).toBeUndefined();
  });

  it('opens a session that works until the promised second, without exposing its secrets', async () => {
    await world.stack.grant('U0RANDOM', 'prod-s3 10m INC-42 the report is stuck');

    const opened = await tried('assume', { user: 'U0RANDOM', role: 'prod-s3' });
    const use = () => tried('use', { session: opened.session?.id });
    world.stack.clock.advance({ minutes: 9, seconds: 59 });
    const atTheEnd = await use();
    world.stack.clock.advance({ seconds: 1 });
    const after = await use();

    expect(opened.steps.map(({ isAllowed }) => isAllowed)).toEqual([true, true]);
    expect(opened.steps[1]?.output).toBe('prod-invoices\tprod-logs');
    expect(Object.keys(opened.session ?? {}).toSorted()).toEqual([
      'accessKeyId',
      'expiresAt',
      'id',
      'openedAt',
      'role',
      'user',
    ]);
    expect(atTheEnd.steps[0]?.isAllowed).toBe(true);
    expect(after.steps[0]?.output).toMatch(
      /^An error occurred \(AccessDenied\) when calling the ListBuckets operation: /,
    );
  });
});

describe('the bot switch', () => {
  it('stops all functions, so that the bot does not answer, and starts them again', async () => {
    await post('bot', { isOn: false });
    const stopped = await readTopic('bot', () => true);
    const { body: unanswered } = await post('slack/command', { user: 'U0ALICE', command: '/assume', text: 'list' });
    await post('bot', { isOn: true });
    const { body: answered } = await post('slack/command', { user: 'U0ALICE', command: '/assume', text: 'list' });

    expect(stopped.lambdas.map(({ isRunning }) => isRunning)).toEqual([false, false, false, false]);
    expect(unanswered).toMatchObject({ ok: false, error: 'dispatch_failed' });
    expect(answered).toMatchObject({ ok: true });
  });
});
