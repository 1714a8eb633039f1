import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { createVerify } from '../../../functions/handlers/slack-events/verify.ts';
import { gatewayEvent, SIGNING_SECRET, signedHeaders } from './a-request.ts';

const now = new Date('2030-01-01T12:00:00Z');
const nowSeconds = now.getTime() / 1000;
const body = 'command=%2Fassume&text=prod-s3&user_id=U0ALICE';
const fields = { command: '/assume', text: 'prod-s3', user_id: 'U0ALICE' };
const verify = createVerify({ signingSecret: () => SIGNING_SECRET });

const signed = (sent = body, seconds: number | string = nowSeconds, secret = SIGNING_SECRET) =>
  gatewayEvent({ method: 'POST', headers: signedHeaders(sent, seconds, secret), body: sent });

const verified = (event: APIGatewayProxyEventV2) => {
  const verified = verify(event, now);
  if (verified.kind === 'ssl_check') return 200;
  return verified.kind === 'verified' ? verified.payload : verified.status;
};

describe('a request that Slack signed', () => {
  it('is accepted in base64 and as text', () => {
    const asText = { ...signed(), body, isBase64Encoded: false };

    expect(verified(signed())).toEqual(fields);
    expect(verified(asText)).toEqual(fields);
  });

  it('is decoded from base64 as UTF-8', () => {
    const sent = JSON.stringify({ type: 'url_verification', challenge: 'Zürich – 東京 🔑' });
    const headers = signedHeaders(sent, nowSeconds, SIGNING_SECRET, 'application/json; charset=utf-8');
    const event = gatewayEvent({ method: 'POST', headers, body: sent });

    expect(verified({ ...event, body: Buffer.from(sent).toString('base64'), isBase64Encoded: true })).toEqual(
      JSON.parse(sent),
    );
  });

  it('is verified over its bytes, not over the decoded text', () => {
    const bytes = Buffer.from([0x61, 0x3d, 0xff, 0xfe]);
    const event = { ...signed(), headers: signedHeaders(bytes, nowSeconds), body: bytes.toString('base64') };

    expect(verified(event)).toEqual({ a: '\ufffd\ufffd' });
  });

  it('may have headers in any case and a content type with a charset', () => {
    const headers = Object.fromEntries(
      Object.entries(signedHeaders(body, nowSeconds)).map(([name, value]) => [name.toUpperCase(), value]),
    );

    expect(
      verified({
        ...signed(),
        headers: { ...headers, 'CONTENT-TYPE': 'application/x-www-form-urlencoded; charset=UTF-8' },
      }),
    ).toEqual(fields);
  });

  it.each([-300, -299, 0, 5])('is accepted %i seconds from now', (offset) => {
    expect(verified(signed(body, nowSeconds + offset))).toEqual(fields);
  });
});

describe('a request that is answered 401 is', () => {
  it.each([
    ['older than five minutes', signed(body, nowSeconds - 301)],
    ['from the future', signed(body, nowSeconds + 6)],
    ['far in the future', signed(body, nowSeconds + 301)],
    ['with a timestamp that is not a number', signed(body, 'NaN')],
    ['with a timestamp that only begins like one', signed(body, `${nowSeconds}.5`)],
    ['with a timestamp in the form of an exponent', signed(body, '1.8934e9')],
    ['signed with another secret', signed(body, nowSeconds, 'another-secret')],
    ['without a signature', { ...signed(), headers: { 'x-slack-request-timestamp': String(nowSeconds) } }],
    ['without any header', { ...signed(), headers: {} }],
    [
      'with a signature of another length',
      { ...signed(), headers: { ...signed().headers, 'x-slack-signature': 'v0=12' } },
    ],
    [
      'with a signature of another version',
      {
        ...signed(),
        headers: {
          ...signed().headers,
          'x-slack-signature': String(signed().headers['x-slack-signature']).replace('v0', 'v1'),
        },
      },
    ],
    ['changed in its body', { ...signed(), body: Buffer.from(body.replace('ALICE', 'BOB')).toString('base64') }],
    [
      'changed in its timestamp',
      { ...signed(), headers: { ...signed().headers, 'x-slack-request-timestamp': String(nowSeconds - 1) } },
    ],
    ['larger than anything Slack sends', signed(`text=${'x'.repeat(1_100_000)}`)],
    ['unsigned and malformed', { ...signed(), headers: { 'content-type': 'text/plain' }, body: 'payload=x' }],
  ] as const)('%s', (_, event) => {
    expect(verified(event as APIGatewayProxyEventV2)).toBe(401);
  });

  it('one without a body, unless the empty body is signed', () => {
    const { body: _, ...nothing } = signed('');

    expect(verified(nothing)).toEqual({});
    expect(verified({ ...nothing, headers: signed().headers })).toBe(401);
  });
});

describe('a signed request that cannot be read', () => {
  it('is answered with a specific status', () => {
    const get = { ...signed(), requestContext: { http: { method: 'GET' } } } as unknown as APIGatewayProxyEventV2;
    const xml = { ...signed(), headers: signedHeaders(body, nowSeconds, SIGNING_SECRET, 'application/xml') };

    expect(verified(get)).toBe(405);
    expect(verified(xml)).toBe(415);
    expect(verified(signed('payload=%7Bnot+json'))).toBe(400);
    expect(verified(signed('payload=null'))).toBe(400);
  });
});
