import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ENV } from '../../functions/contract.ts';
import { aStack, ROLE_ARN, type TestStack } from '../support/a-stack.ts';

const EXAMPLE = readFileSync(join(import.meta.dirname, '../../examples/access.yaml'), 'utf8');
const arnOf = (name: string): string =>
  `arn:aws:secretsmanager:us-east-1:999999999999:secret:assume-bot/${name}-AbCdEf`;
const [TOKEN_ARN, SIGNING_ARN] = [arnOf('slack-bot-token'), arnOf('slack-signing-secret')];

let secretsManager: Server;
let stored: Record<string, string>;
let reads: string[];
let stack: TestStack | undefined;

/** A Secrets Manager with two secrets. The local AWS has none. */
beforeEach(async () => {
  stored = {};
  reads = [];
  secretsManager = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { SecretId = '' } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { SecretId?: string };
      reads.push(SecretId);
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ ARN: SecretId, SecretString: stored[SecretId] }));
    });
  });
  await new Promise<void>((resolve) => secretsManager.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(secretsManager.address() as AddressInfo).port}`;
  process.env['AWS_ENDPOINT_URL_SECRETS_MANAGER'] = url;
});
afterEach(async () => {
  delete process.env['AWS_ENDPOINT_URL_SECRETS_MANAGER'];
  await stack?.close();
  secretsManager.closeAllConnections();
  secretsManager.close();
});

const started = async (): Promise<TestStack> => {
  stack = await aStack(EXAMPLE, undefined, {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: process.env['AWS_ENDPOINT_URL_SECRETS_MANAGER'] ?? '',
    [ENV.slackBotToken]: '',
    [ENV.slackSigningSecret]: '',
    [ENV.slackBotTokenArn]: TOKEN_ARN,
    [ENV.slackSigningSecretArn]: SIGNING_ARN,
  });
  return stack;
};

const GOOD = { [TOKEN_ARN]: 'xoxb-test', [SIGNING_ARN]: '0123456789abcdef0123456789abcdef' };

describe('the Lambdas', () => {
  it('recover without a new deployment when the operator stores the right secrets of Slack', async () => {
    stored = { ...GOOD, [SIGNING_ARN]: 'random;text]of the stack' };
    const { slack, clock, sweep, settle, command, grant, mayAssume } = await started();
    const refused = await command('U0ALICE', 'help');
    stored[TOKEN_ARN] = 'random;text]of the stack';
    clock.advance({ minutes: 61 });
    const failed = await sweep().catch((error: unknown) => error);

    stored = { ...GOOD };
    clock.advance({ seconds: 31 });
    await sweep();
    await grant('U0ALICE', 'prod-s3 1h INC-42');
    await settle();

    expect(refused).toMatchObject({ ok: false });
    expect(failed).toBeInstanceOf(Error);
    expect(slack.calls('chat.postMessage').length).toBeGreaterThan(0);
    expect(mayAssume('alice', { role: ROLE_ARN })).toBe('Allowed');
  });

  it('make no call for secrets while they answer with fresh ones', async () => {
    stored = { ...GOOD };
    const { clock, command } = await started();
    clock.advance({ minutes: 4 });
    const readsBefore = reads.length;

    await command('U0ALICE', 'help');

    expect(reads.slice(readsBefore)).toEqual([]);
  });
});
