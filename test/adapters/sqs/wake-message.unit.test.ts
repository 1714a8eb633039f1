import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseWake } from '../../../functions/adapters/sqs/parse-wake.ts';
import { groupOf, loggable, wakeBody } from '../../../functions/adapters/sqs/wake-message.ts';
import { parseRoleArn, parseSlackUserId, parseUserArn } from '../../../functions/core/names.ts';
import { parseRequestId } from '../../../functions/core/request/ids.ts';
import type { RefusalId, Wake } from '../../../functions/usecases/ports.ts';

const ROLE = parseRoleArn('arn:aws:iam::222222222222:role/s3-list-role');
const request: Wake = { kind: 'request', id: parseRequestId('0123456789abcdef0123') };
const role: Wake = { kind: 'role', arn: ROLE };
const longest = parseRoleArn(`arn:aws-us-gov:iam::222222222222:role/${'p'.repeat(510)}/${'n'.repeat(64)}`);
const user: Wake = {
  kind: 'user',
  arn: parseUserArn(`arn:aws-us-gov:iam::111111111111:user/${'p'.repeat(510)}/${'n'.repeat(64)}`),
};
const refusedClick: Wake = { kind: 'refused_click', id: '2030-01-01T12:00:00.000Z#0123456789abcdef' as RefusalId };

describe('the message of a wake-up', () => {
  const U0ALICE = parseSlackUserId('U0ALICE');
  const afterClick: readonly Wake[] = [
    { kind: 'person', user: U0ALICE },
    { kind: 'window', user: U0ALICE, action: 'ask', value: '{"reason":"x"}' },
    { kind: 'answer', user: U0ALICE, url: 'https://hooks.slack.com/actions/1' },
    {
      kind: 'answer',
      user: U0ALICE,
      url: 'https://hooks.slack.com/actions/1',
      id: parseRequestId('0123456789abcdef0123'),
    },
  ];

  it.each([request, role, { kind: 'role' as const, arn: longest }, user, refusedClick, ...afterClick])(
    'is read back unchanged: $kind',
    (wake) => {
      expect(parseWake(wakeBody(wake))).toStrictEqual(wake);
      expect(groupOf(wake)).toMatch(/^[A-Za-z0-9-]{1,128}$/);
    },
  );

  it('has a separate group for each user and each refused click', () => {
    const groups = [role, { kind: 'role' as const, arn: longest }, user, refusedClick].map(groupOf);

    expect(new Set(groups).size).toBe(groups.length);
  });

  it('contains only what to check', () => {
    const withMore = { ...role, approvedBy: 'U0BOB' };

    expect(wakeBody(withMore)).toBe(`{"kind":"role","arn":"${ROLE}"}`);
    expect(parseWake('{"kind":"role","arn":"arn:aws:iam::222222222222:role/s3-list-role","state":"approved"}')).toEqual(
      role,
    );
  });

  it.each([
    '',
    'null',
    'prod-s3',
    '{"kind":"person","id":"U0ALICE"}',
    '{"kind":"role"}',
    '{"kind":"role","arn":"arn:aws:iam::222222222222:user/alice"}',
    '{"kind":"request","id":"1 OR 1"}',
    '{"kind":"request","id":7}',
    '{"kind":"user","arn":"arn:aws:iam::222222222222:role/s3-list-role"}',
    '{"kind":"refused_click","id":"yesterday"}',
  ])('is refused if it does not name a known item: %s', (body) => {
    expect(() => parseWake(body)).toThrow(RangeError);
  });

  it('is parsed to a wake-up or throws a RangeError, for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        expect(() => parseWake(body)).toThrow(RangeError);
      }),
    );
  });
});

describe('a wake-up in the log', () => {
  it('lacks the address with which anyone could change a private message', () => {
    const url = 'https://hooks.slack.com/actions/T0/1/secret';
    const body = wakeBody({ kind: 'answer', user: parseSlackUserId('U0ALICE'), url });

    expect(body).toContain(url);
    expect(loggable(body)).toBe('{"kind":"answer","user":"U0ALICE","url":"..."}');
    expect(loggable(body.slice(0, -10))).not.toContain('hooks');
    expect(() => parseWake(`${body}}`)).toThrow(/^(?!.*hooks)/);
  });

  it('lacks what the user typed', () => {
    const value = JSON.stringify({ name: 'prod-s3', reason: 'a "quoted" customer \\ "url":"x"' });
    const body = wakeBody({ kind: 'window', user: parseSlackUserId('U0ALICE'), action: 'ask', value });

    expect(loggable(body)).toBe('{"kind":"window","user":"U0ALICE","action":"ask","value":"..."}');
    expect(loggable(body.slice(0, -10))).not.toContain('customer');
  });
});
