import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { attempt, attemptIf, StoreFault } from '../../../functions/adapters/dynamodb/fault.ts';
import { readItem, toStored } from '../../../functions/adapters/dynamodb/item.ts';
import { wakeOf } from '../../../functions/adapters/dynamodb/keys.ts';

const sdkError = (name: string, message = '', more: object = {}) =>
  Object.assign(new Error(message), { name, ...more });
const about = { tried: 'save a request', key: { pk: 'REQ#1', sk: 'REQUEST' } };

describe('a stored value', () => {
  it('has times as sortable text at any depth, and no undefined members', () => {
    const stored = toStored({ at: new Date('2030-01-01T12:00:00Z'), list: [{ at: new Date(0), why: undefined }] });

    expect(stored).toStrictEqual({ at: '2030-01-01T12:00:00.000Z', list: [{ at: '1970-01-01T00:00:00.000Z' }] });
  });

  it('is refused if it contains a time that would sort wrongly or is invalid', () => {
    expect(() => toStored(new Date('+012030-01-01T00:00:00Z'))).toThrow(RangeError);
    expect(() => toStored(new Date('tomorrow'))).toThrow(RangeError);
  });
});

describe('a stored item', () => {
  it('of release 0.1.0 is converted before it is parsed', () => {
    const kind = {
      name: 'thing',
      version: 2,
      schema: () => z.object({ path: z.string() }),
      fromVersion1: ({ way }: Readonly<Record<string, unknown>>) => ({ path: way }),
    };

    expect(readItem(kind, { v: 1, way: 'a' })).toEqual({ path: 'a' });
    expect(readItem(kind, { v: 2, path: 'b' })).toEqual({ path: 'b' });
  });

  it('is identified by its key', () => {
    const arn = 'arn:aws:iam::222222222222:role/s3-list-role';

    expect(wakeOf({ pk: 'REQ#0123456789abcdef0123', sk: 'REQUEST' })).toEqual({
      kind: 'request',
      id: '0123456789abcdef0123',
    });
    expect(wakeOf({ pk: `ROLE#${arn}`, sk: 'STATE' })).toEqual({ kind: 'role', arn });
    const user = 'arn:aws:iam::111111111111:user/alice';
    expect(wakeOf({ pk: `USER#${user}`, sk: 'ACCESS' })).toEqual({ kind: 'user', arn: user });
    const refusal = '2030-01-01T12:00:00.000Z#id-1';
    expect(wakeOf({ pk: 'REFUSED#2030-01-01', sk: refusal })).toEqual({ kind: 'refused_click', id: refusal });
  });

  it.each([
    { pk: 'DIRECTORY', sk: 'DIRECTORY' },
    { pk: 'REQ#0123456789abcdef0123', sk: 'ANOTHER' },
    { pk: 'REQ#another', sk: 'REQUEST' },
    { pk: 'ROLE#another', sk: 'STATE' },
    { pk: 'USER#another', sk: 'ACCESS' },
    { pk: 'REFUSED#2030-01-02', sk: '2030-01-01T12:00:00.000Z#id-1' },
    { pk: 'NEWER#thing', sk: 'THING' },
  ])('causes no wake-up if its key is unknown: $pk / $sk', (key) => {
    expect(wakeOf(key)).toBeUndefined();
  });
});

describe('a fault of the store', () => {
  it.each([
    ['ProvisionedThroughputExceededException', {}],
    ['ThrottlingException', {}],
    ['InternalServerError', {}],
    ['TimeoutError', {}],
    ['Error', { code: 'ECONNRESET' }],
    ['UnknownError', { $metadata: { httpStatusCode: 503 } }],
  ])('is retryable for %s', async (name, more) => {
    await expect(attempt(about, () => Promise.reject(sdkError(name, 'busy', more)))).rejects.toMatchObject({
      retryable: true,
    });
  });

  it.each([
    ['no answer came', 'Error', { code: 'ETIMEDOUT' }, true],
    ['the connection was closed', 'Error', { code: 'ECONNRESET' }, true],
    ['DynamoDB failed', 'InternalServerError', { status: 500 }, true],
    ['the table was not reached', 'Error', { code: 'ECONNREFUSED' }, false],
    ['DynamoDB refused it', 'ThrottlingException', { status: 400 }, false],
  ])('says whether a write may have been stored: %s', async (_, name, more, isOutcomeUnknown) => {
    const failing = () => Promise.reject(sdkError(name, 'busy', more));

    await expect(attemptIf(about, failing)).rejects.toMatchObject({ isOutcomeUnknown, retryable: true });
    await expect(attempt(about, failing)).rejects.toMatchObject({ isOutcomeUnknown: false });
  });

  it.each(['AccessDeniedException', 'ValidationException', 'UnrecognizedClientException'])(
    'is not retryable for %s, and contains the reason',
    async (name) => {
      const cause = sdkError(name, 'because of this');

      const failing = attempt(about, () => Promise.reject(cause));

      await expect(failing).rejects.toMatchObject({
        name: 'StoreFault',
        message: `could not save a request (REQ#1 / REQUEST): ${name}: because of this`,
        retryable: false,
        cause,
      });
    },
  );

  it('returns whether the condition of a write was met, and throws every other error', async () => {
    expect(await attemptIf(about, async () => {})).toBe(true);
    expect(await attemptIf(about, () => Promise.reject(sdkError('ConditionalCheckFailedException')))).toBe(false);
    await expect(attemptIf(about, () => Promise.reject(sdkError('ThrottlingException')))).rejects.toThrow(StoreFault);
  });
});
