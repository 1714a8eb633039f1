import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLambdaLog } from '../../../functions/adapters/system/log.ts';

const SIGNING_SECRET = 'local-signing-secret';
const BOT_TOKEN = 'xoxb-111111111111-222222222222-AbCdEfGhIjKlMnOpQrStUvWx';
const STS_TOKEN = `IQoJb3JpZ2luX2VjEA${'aB3/+'.repeat(60)}==`;
const HEX_SECRET = '8f742231b10e8888abcd99yyyzzz85a5'.replace(/[^0-9a-f]/g, '0');
const SECRET_KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

let written: string[];

beforeEach(() => {
  written = [];
  const catchIt = (chunk: unknown) => {
    written.push(String(chunk));
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(catchIt);
  vi.spyOn(process.stderr, 'write').mockImplementation(catchIt);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const aLog = (environment: Readonly<Record<string, string>> = {}) =>
  createLambdaLog({
    service: 'slack-events',
    secrets: () => [SIGNING_SECRET, BOT_TOKEN],
    environment,
    now: () => new Date('2030-01-01T12:00:00Z'),
  });
const lines = () =>
  written
    .join('')
    .trim()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line));

describe('the log of a Lambda', () => {
  it('writes one JSON object per line, with the given fields', () => {
    const log = aLog();

    log.info('due', { count: 3, at: new Date('2030-01-01T12:00:00Z'), wake: { kind: 'role' } });
    log.warn('the queue did not take a wake-up\nin two lines');
    log.error('failed');

    expect(lines()).toMatchObject([
      {
        level: 'INFO',
        message: 'due',
        timestamp: '2030-01-01T12:00:00.000Z',
        service: 'slack-events',
        count: 3,
        at: '2030-01-01T12:00:00.000Z',
        wake: { kind: 'role' },
      },
      { level: 'WARN', message: 'the queue did not take a wake-up\nin two lines' },
      { level: 'ERROR', message: 'failed' },
    ]);
  });

  it('contains the request ID of the invocation', () => {
    const log = aLog();

    log.speakOf({ awsRequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef' });
    log.info('due');
    log.speakOf(undefined);
    log.info('between two');

    expect(lines().map(({ lambdaRequestId }) => lambdaRequestId)).toEqual([
      'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      undefined,
    ]);
  });

  it.each([
    [undefined, ['INFO', 'WARN', 'ERROR']],
    ['warn', ['WARN', 'ERROR']],
    ['ERROR', ['ERROR']],
    ['silent', ['after']],
  ])('uses the configured level: %s', (level, expected) => {
    const log = aLog(level === undefined ? {} : { ASSUME_LOG_LEVEL: level });

    log.info('x');
    log.warn('x');
    log.error('x');
    if (level === 'silent') process.stdout.write('{"level":"after"}');

    expect(lines().map((line) => line['level'])).toEqual(expected);
  });

  it('refuses an unknown level', () => {
    expect(() => aLog({ ASSUME_LOG_LEVEL: 'loud' })).toThrow(
      'ASSUME_LOG_LEVEL is "loud"; it can be info, warn, error, silent',
    );
  });

  it('keeps both fields if a given field has the name of a built-in one', () => {
    aLog().info('due', { message: 'of the user', level: 7 });

    expect(lines()[0]).toMatchObject({ message: 'due', level: 'INFO', field_message: 'of the user', field_level: 7 });
  });

  it('contains the fields and all causes of an error', () => {
    const refused = Object.assign(new Error('AccessDenied'), {
      $metadata: { requestId: 'r-1' },
      $response: { body: 'raw' },
    });
    const fault = Object.assign(new Error('could not read the role', { cause: refused }), { retryable: false });

    aLog().error('failed', { cause: fault, all: new AggregateError([new Error('first'), new Error('second')], 'two') });

    const [line] = lines();
    expect(line).toMatchObject({
      cause: {
        name: 'Error',
        message: 'could not read the role',
        retryable: false,
        stack: expect.stringContaining('log.unit.test.ts'),
        cause: { message: 'AccessDenied', $metadata: { requestId: 'r-1' } },
      },
      all: { message: 'two', errors: [{ message: 'first' }, { message: 'second' }] },
    });
    expect(JSON.stringify(line)).not.toContain('raw');
  });

  it('accepts every value', () => {
    const circle: Record<string, unknown> = { big: 12n, none: undefined, nothing: null, when: new Date('never') };
    circle['itself'] = circle;
    let deep: unknown = 'bottom';
    for (let depth = 0; depth < 100; depth += 1) deep = { deep };

    aLog().info('odd', {
      circle,
      deep,
      text: 'x'.repeat(100_000),
      bytes: Buffer.from('abc'),
      map: new Map([['a', 1]]),
    });

    const [line] = lines();
    expect(line).toMatchObject({
      circle: { big: '12', nothing: null, when: 'no valid time', itself: '[circular]' },
      bytes: '[3 bytes]',
      map: { a: 1 },
    });
    expect(JSON.stringify(line).length).toBeLessThan(10_000);
  });
});

describe('the log never contains', () => {
  const everySecret = [SIGNING_SECRET, BOT_TOKEN, STS_TOKEN, HEX_SECRET, SECRET_KEY];
  const expectNoSecret = () => {
    for (const secret of everySecret) expect(written.join('')).not.toContain(secret);
    expect(written.join('')).toContain('[redacted]');
  };

  it.each([
    ['Slack tokens', `posting with ${BOT_TOKEN} failed`],
    ['a token that the process does not know', 'posting with xoxp-999-888-zyxwv and xapp-1-A0-1-aaa failed'],
    ['the signing secret', `signed with ${SIGNING_SECRET}!`],
    ['a signing secret that the process does not know', `the secret was ${HEX_SECRET}`],
    ['an STS session token', `export AWS_SESSION_TOKEN=${STS_TOKEN}`],
    ['an address that takes messages from anybody', 'POST https://hooks.slack.com/commands/T0/1/abcdef'],
    ['the password in an address', 'GET https://user:hunter22@example.com/'],
  ])('%s in a message, a field, a list and a name', (_, text) => {
    aLog().info(text, { text, list: [[text]], [text]: 1, nested: { deeper: { text } } });

    expectNoSecret();
    expect(written.join('')).not.toMatch(/zyxwv|xapp-1|abcdef|hunter22/);
  });

  it('secrets in an error, in its stack, its fields and its causes', () => {
    const root = Object.assign(new Error(`bad token ${BOT_TOKEN}`), {
      headers: { Authorization: `Bearer ${SECRET_KEY}` },
    });
    const middle = new Error(`signature of ${SIGNING_SECRET} is wrong`, { cause: root });
    const fault = new AggregateError([middle, new Error(STS_TOKEN)], `${HEX_SECRET} was used`, { cause: middle });

    aLog().error(`failed: ${fault.message}`, { cause: fault });

    expectNoSecret();
    expect(written.join('')).toContain('bad token [redacted]');
  });

  it.each([
    'secretAccessKey',
    'SecretAccessKey',
    'SessionToken',
    'token',
    'client_secret',
    'password',
    'x-slack-signature',
    'Authorization',
    'Cookie',
    'credentials',
    'response_url',
    'trigger_id',
    'ExternalId',
    'apiKey',
  ])('the value of a field named %s', (name) => {
    aLog().info('called', { request: { headers: [{ [name]: SECRET_KEY }], body: { [name]: { value: SECRET_KEY } } } });

    expectNoSecret();
  });

  it('secrets, while IDs, ARNs and hashes remain readable', () => {
    const fields = {
      role: 'arn:aws:iam::222222222222:role/s3-list-role',
      id: '0123456789abcdef0123',
      catalogHash: 'ab'.repeat(32),
      user: 'U0ALICE',
      key: 'AKIAALICEALICEALICE2',
    };

    aLog().info('reconciled', fields);

    expect(lines()[0]).toMatchObject(fields);
  });
});
