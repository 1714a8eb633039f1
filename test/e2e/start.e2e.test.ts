import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { FREE_PORTS, start } from './a-start.ts';

describe('npm start', () => {
  it('starts everything, runs the story over HTTP, and stops at Ctrl-C', async () => {
    const stack = start('--ephemeral', ...FREE_PORTS);
    await stack.line('Press Ctrl-C to stop');
    const { slackApiUrl, awsUrl } = JSON.parse(readFileSync(join(stack.directory, 'stack.json'), 'utf8'));
    const slack = async (path: string, body?: object) => {
      const init = body && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      };
      const answer = await fetch(new URL(path, slackApiUrl), init);
      return (await answer.json()) as Record<string, unknown>;
    };
    const keys = readFileSync(join(stack.directory, 'aws/credentials'), 'utf8').split('[random_user]')[1] ?? '';
    const value = (name: string) => new RegExp(`${name} = (\\S+)`).exec(keys)?.[1] ?? '';
    const sts = new STSClient({
      endpoint: awsUrl,
      region: 'us-east-1',
      credentials: { accessKeyId: value('aws_access_key_id'), secretAccessKey: value('aws_secret_access_key') },
    });
    const assume = () =>
      sts.send(
        new AssumeRoleCommand({
          RoleArn: 'arn:aws:iam::222222222222:role/s3-list-role',
          RoleSessionName: 'random_user',
        }),
      );
    await expect(assume()).rejects.toThrow('not authorized');

    await slack('/local/command', { user: 'U0RANDOM', command: '/assume', text: 'prod-s3 2m INC-42' });
    await stack.line('sts AssumeRole 111111111111 assume-bot-manager');
    const card = await cardOf(slack);
    await slack('/local/press', { user: 'U0BOB', channel: 'C0APPROVALS', ts: card, actionId: 'approve' });
    await stack.line('iam PutUserPolicy 111111111111 random_user');
    const session = await assume();
    stack.child.kill('SIGINT');

    expect(session.AssumedRoleUser?.Arn).toBe('arn:aws:sts::222222222222:assumed-role/s3-list-role/random_user');
    expect(await stack.ended).toBe(0);
    await expect(fetch(awsUrl)).rejects.toThrow();
    expect(stack.printed()).not.toMatch(/xoxb-local|local-signing-secret|Warning/);
  });

  it('names a port that is in use and explains how to choose others', async () => {
    const blocker = createServer();
    const port = await new Promise<number>((settle) => {
      blocker.listen(0, '127.0.0.1', () => settle((blocker.address() as { port: number }).port));
    });

    const stack = start('--ephemeral', '--port', '0', '--aws-port', String(port), '--slack-port', '0');
    const status = await stack.ended;
    blocker.close();

    expect(status).toBe(1);
    expect(stack.printed()).toContain(`Port ${port} is in use`);
    expect(stack.printed()).toContain('--aws-port');
  });

  it('lists every mistake of a catalog and starts nothing', async () => {
    const stack = start('--ephemeral', '--catalog', 'test/data/broken-access.yaml', ...FREE_PORTS);

    expect(await stack.ended).toBe(1);
    expect(stack.printed()).toMatch(/broken-access\.yaml:\d+:\d+ .*\n.*broken-access\.yaml:\d+:\d+ /);
  });
});

/** Polls until the card exists. The bot makes progress between two polls. */
const cardOf = async (slack: (path: string) => Promise<Record<string, unknown>>): Promise<string> => {
  for (let tries = 0; tries < 500; tries += 1) {
    const { channels } = (await slack('/local/state?user=U0BOB')) as {
      channels: { id: string; messages: { ts: string }[] }[];
    };
    const [card] = channels.find(({ id }) => id === 'C0APPROVALS')?.messages ?? [];
    if (card !== undefined) return card.ts;
  }
  throw new Error('no card was posted');
};
