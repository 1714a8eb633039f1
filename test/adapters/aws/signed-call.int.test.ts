import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createLocalAws } from '@assume-bot/local-aws';
import type { LocalAws } from '@assume-bot/local-aws/types';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createSignedCall } from '../../../functions/adapters/aws/signed-call.ts';

const ACCOUNT = '999999999999';
let aws: LocalAws;
beforeAll(async () => {
  aws = await createLocalAws({ port: 0 });
  aws.seed({ accounts: [{ id: ACCOUNT }] });
});
afterAll(async () => {
  await aws.close();
});

/** The address of a server that stops when the test ends. */
const listening = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const callWith = (change: object = {}) => {
  const credentials = { ...aws.rootCredentials(ACCOUNT), ...change };
  const signedCall = createSignedCall(
    { AWS_ENDPOINT_URL: aws.url },
    async () => credentials,
    () => new Date(),
  );
  return signedCall({
    service: 'dynamodb',
    target: 'DynamoDB_20120810.ListTables',
    region: 'us-east-1',
    input: { Limit: 1 },
  });
};

describe('a signed call', () => {
  it('is accepted by a service that verifies signatures', async () => {
    expect(await callWith()).toEqual({ TableNames: [] });
  });

  it('is refused with the reason if the secret is wrong, and the fault does not contain the secret', async () => {
    const failure = await callWith({ secretAccessKey: 'a-wrong-secret' }).catch((error: unknown) => error as Error);

    expect(String(failure)).toMatch(/SignedCallFault: DynamoDB_20120810\.ListTables: 40\d .*(Signature|Unrecognized)/);
    expect(JSON.stringify(failure) + String(failure)).not.toContain('a-wrong-secret');
  });

  it('is repeated on a new connection if open connections were closed, as after Lambda was frozen', async () => {
    let calls = 0;
    let isAwake = true;
    const sockets = new Set<Socket>();
    const old = new Set<Socket>();
    const waiting: (() => void)[] = [];
    const server = createServer((request, response) => {
      calls += 1;
      if (!isAwake && old.has(request.socket)) return void request.socket.destroy();
      // Two calls at once, so that each opens a connection.
      waiting.push(() => response.end('{"calls":true}'));
      if (!isAwake || waiting.length === 2) for (const answer of waiting.splice(0)) answer();
    }).on('connection', (socket) => sockets.add(socket));
    const url = await listening(server);
    const signedCall = createSignedCall(
      { AWS_ENDPOINT_URL_SQS: url },
      async () => ({ accessKeyId: 'AKIA', secretAccessKey: 's' }),
      () => new Date(),
    );
    const call = { service: 'sqs', target: 'AmazonSQS.SendMessage', region: 'us-east-1', input: {} } as const;

    await Promise.all([signedCall(call), signedCall(call)]);
    // The server has closed all open connections. The client notices this only when it uses them.
    isAwake = false;
    for (const socket of sockets) old.add(socket);
    const next = await signedCall(call);

    expect(next).toEqual({ calls: true });
    expect([calls, sockets.size]).toEqual([4, 3]);
  });

  it('does not quote an invalid answer, which may contain a secret', async () => {
    const server = createServer((request, response) => {
      request.resume().on('end', () => response.end('{"SecretString": xoxb-secret'));
    });
    const signedCall = createSignedCall(
      { AWS_ENDPOINT_URL: await listening(server) },
      async () => ({ accessKeyId: 'AKIA', secretAccessKey: 's' }),
      () => new Date(),
    );
    const call = { service: 'secretsmanager', target: 'x.GetSecretValue', region: 'us-east-1', input: {} } as const;

    const failure = await signedCall(call).catch((error: unknown) => error as Error);

    expect(String(failure)).toBe('SignedCallFault: x.GetSecretValue: the answer is no JSON');
  });

  it('quotes only the first line of a refusal, because the headers with the session token may follow', async () => {
    const server = createServer((request, response) => {
      const message =
        'The signature does not match.\n\nThe canonical string should have been x-amz-security-token:secret';
      request.resume().on('end', () => response.writeHead(403).end(JSON.stringify({ __type: 'x#NoMatch', message })));
    });
    const signedCall = createSignedCall(
      { AWS_ENDPOINT_URL: await listening(server) },
      async () => ({ accessKeyId: 'AKIA', secretAccessKey: 's' }),
      () => new Date(),
    );
    const call = { service: 'sqs', target: 'AmazonSQS.SendMessage', region: 'us-east-1', input: {} } as const;

    await expect(signedCall(call)).rejects.toMatchObject({
      message: 'AmazonSQS.SendMessage: 403 NoMatch: The signature does not match.',
      errorType: 'NoMatch',
      status: 403,
    });
  });

  it('fails with the reason if there is no answer', async () => {
    const signedCall = createSignedCall(
      { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
      async () => ({ accessKeyId: 'AKIA', secretAccessKey: 's' }),
      () => new Date(),
    );
    const call = { service: 'ssm', target: 'AmazonSSM.GetParameter', region: 'us-east-1', input: {} } as const;

    await expect(signedCall(call)).rejects.toThrow(/AmazonSSM\.GetParameter: .*(ECONNREFUSED|bad port)/);
  });
});
