import { createLocalAws } from '@assume-bot/local-aws';
import type { PolicyDocument } from '@assume-bot/local-aws/policy/document';
import type { Credentials, LocalAws } from '@assume-bot/local-aws/types';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import aws4 from 'aws4';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRestApi } from '../../../local/gateway/rest-api.ts';
import { type OpenServer, openServer } from '../../../local/stack/open-server.ts';

const [HUB, PEOPLE, OTHERS] = ['999999999999', '111111111111', '222222222222'];
const ARN = `arn:aws:execute-api:us-east-1:${HUB}:abc/v1/POST/extend`;
const allow = (more: object = {}): PolicyDocument =>
  ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: ARN, ...more }],
  }) as PolicyDocument;
const user = (name: string, letter: string, isAllowed = true) => ({
  name,
  path: '/team/',
  accessKeys: [{ id: `AKIA${letter.repeat(16)}`, secret: `local-secret-${letter}` }],
  inlinePolicies: isAllowed ? { api: allow() } : {},
});

let aws: LocalAws;
let server: OpenServer;
const events: APIGatewayProxyEvent[] = [];
beforeEach(async () => {
  events.length = 0;
  aws = await createLocalAws({ port: 0 });
  aws.seed({
    accounts: [
      { id: HUB, users: [user('own', 'H')] },
      { id: PEOPLE, users: [user('alice', 'A'), user('without', 'W', false)] },
      { id: OTHERS, users: [user('stranger', 'S')] },
    ],
  });
  server = await openServer(0, '127.0.0.1');
  const handle = async (event: APIGatewayProxyEvent) => {
    events.push(event);
    return { statusCode: 200, body: '{"ok":true}' };
  };
  const policy = allow({ Principal: { AWS: `arn:aws:iam::${PEOPLE}:root` } });
  server.answerWith(
    createRestApi(aws, { id: 'abc', stage: 'v1', accountId: HUB, policy, routes: { 'POST /extend': handle } }),
  );
});
afterEach(async () => {
  await server.close();
  await aws.close();
});

const keysOf = (name: string, account = PEOPLE): Credentials =>
  aws.credentialsOf(`arn:aws:iam::${account}:user/team/${name}`);

interface Call {
  readonly keys?: Credentials;
  readonly region?: string;
  readonly service?: string;
  readonly at?: Date;
  readonly path?: string;
  readonly sent?: string;
}

const call = async ({
  keys = keysOf('alice'),
  at = new Date(),
  sent = '{}',
  path = '/v1/extend',
  ...scope
}: Call = {}) => {
  const url = new URL(path, server.url);
  const headers = { 'X-Amz-Date': at.toISOString().replace(/[-:]|\.\d{3}/g, '') };
  const parts = { service: 'execute-api', region: 'us-east-1', ...scope, method: 'POST', host: url.host, headers };
  const signed = aws4.sign({ ...parts, path: url.pathname, body: '{}' }, keys).headers as Record<string, string>;
  const { Host: _, 'Content-Length': __, ...rest } = signed;
  const response = await fetch(url, { method: 'POST', headers: rest, body: sent });
  const { message, Message } = (await response.json()) as { message?: string; Message?: string };
  return { status: response.status, type: response.headers.get('x-amzn-errortype'), message: message ?? Message };
};

const hours = (count: number): Date => new Date(Date.now() + count * 3_600_000);

describe('a REST API with AWS_IAM', () => {
  it('passes on who signed the request, as STS names them', async () => {
    const answer = await call();

    expect(answer.status).toBe(200);
    expect(events[0]).toMatchObject({
      httpMethod: 'POST',
      resource: '/extend',
      body: '{}',
      requestContext: {
        stage: 'v1',
        identity: { userArn: `arn:aws:iam::${PEOPLE}:user/team/alice`, accountId: PEOPLE },
      },
    });
  });

  it.each<[string, () => Call, string, RegExp]>([
    [
      'a wrong secret',
      () => ({ keys: { ...keysOf('alice'), secretAccessKey: 'wrong' } }),
      'InvalidSignatureException',
      /^The request signature we calculated does not match/,
    ],
    ['a body that was changed', () => ({ sent: '{"a":1}' }), 'InvalidSignatureException', /^The request signature/],
    [
      'an unknown key',
      () => ({ keys: { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' } }),
      'UnrecognizedClientException',
      /^The security token included in the request is invalid\.$/,
    ],
    ['an old date', () => ({ at: hours(-1) }), 'InvalidSignatureException', /^Signature expired: /],
    ['a date to come', () => ({ at: hours(1) }), 'InvalidSignatureException', /^Signature not yet current: /],
    [
      'another region',
      () => ({ region: 'eu-west-1' }),
      'InvalidSignatureException',
      /^Credential should be scoped to a valid region/,
    ],
    [
      'another service',
      () => ({ service: 'sts' }),
      'InvalidSignatureException',
      /^Credential should be scoped to correct service/,
    ],
    [
      'another path',
      () => ({ path: '/v1/other' }),
      'MissingAuthenticationTokenException',
      /^Missing Authentication Token$/,
    ],
    [
      'a user without the permission',
      () => ({ keys: keysOf('without') }),
      'AccessDeniedException',
      /user\/team\/without is not authorized to perform: execute-api:Invoke on resource: .*:\*{8}9999:abc\/v1\/POST\/extend$/,
    ],
    [
      'a user of an account that the policy of the API does not name',
      () => ({ keys: keysOf('stranger', OTHERS) }),
      'AccessDeniedException',
      /stranger is not authorized/,
    ],
  ])('refuses %s before the function', async (_, options, type, message) => {
    const answer = await call(options());

    expect(answer).toEqual({ status: 403, type, message: expect.stringMatching(message) });
    expect(events).toEqual([]);
  });

  it('refuses a request without a signature', async () => {
    const response = await fetch(`${server.url}/v1/extend`, { method: 'POST', body: '{}' });

    expect([response.status, await response.json()]).toEqual([403, { message: 'Missing Authentication Token' }]);
    expect(events).toEqual([]);
  });

  it('lets users of its own account in by their own policy', async () => {
    const answer = await call({ keys: keysOf('own', HUB) });

    expect(answer.status).toBe(200);
  });
});
