import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** `npm start` without the install step, its output so far, and a function that waits for a line. */
const start = (...args: readonly string[]) => {
  const directory = mkdtempSync(join(tmpdir(), 'assume-bot-start-'));
  const child = spawn(process.execPath, [join(root, 'scripts/dev.ts'), '--directory', directory, ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' },
  });
  running.push(child);
  let printed = '';
  const listeners = new Set<() => void>();
  const onOutput = (chunk: Buffer) => {
    printed += chunk;
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', onOutput);
  child.stderr.on('data', onOutput);
  const ended = new Promise<number | null>((settle) => child.on('exit', settle));
  const line = (text: string) =>
    new Promise<void>((settle, reject) => {
      const look = () => {
        if (!printed.includes(text)) return;
        listeners.delete(look);
        settle();
      };
      listeners.add(look);
      ended.then((status) => reject(new Error(`ended with ${status} before it printed "${text}":\n${printed}`)));
      look();
    });
  return { child, ended, line, directory, printed: () => printed };
};

const FREE_PORTS = ['--port', '0', '--aws-port', '0', '--slack-port', '0'];

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
