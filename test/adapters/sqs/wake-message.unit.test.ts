import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseWake } from '../../../functions/adapters/sqs/parse-wake.ts';
import { groupOf, wakeBody } from '../../../functions/adapters/sqs/wake-message.ts';
import { parseRoleArn } from '../../../functions/core/names.ts';
import type { RefusalId, Wake } from '../../../functions/usecases/ports.ts';
import { alice } from '../../support/builders.ts';
import { aStoredRequest, s3ListRole } from '../../support/stored-examples.ts';

const request: Wake = { kind: 'request', id: aStoredRequest().id };
const role: Wake = { kind: 'role', arn: s3ListRole };
const user: Wake = { kind: 'user', arn: alice.arn };
const click: Wake = { kind: 'refused_click', id: '2030-01-01T12:00:00.000Z#f00d' as RefusalId };
const longest = parseRoleArn(`arn:aws-us-gov:iam::222222222222:role/${'p'.repeat(510)}/${'n'.repeat(64)}`);

describe('the message of a wake-up', () => {
  it.each([request, role, { kind: 'role' as const, arn: longest }, user, click])(
    'is read as it was written: $kind',
    (wake) => {
      expect(parseWake(wakeBody(wake))).toStrictEqual(wake);
      expect(groupOf(wake)).toMatch(/^[A-Za-z0-9-]{1,128}$/);
    },
  );

  it('carries nothing but what to look at, whatever else the caller has at hand', () => {
    const withMore = { ...role, approvedBy: 'U0BOB' };

    expect(wakeBody(withMore)).toBe(`{"kind":"role","arn":"${s3ListRole}"}`);
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
    '{"kind":"user","arn":"arn:aws:iam::222222222222:role/alice"}',
    '{"kind":"refused_click","id":"yesterday"}',
    '{"kind":"role","arn":"arn:aws:iam::222222222222:user/alice"}',
    '{"kind":"request","id":"1 OR 1"}',
    '{"kind":"request","id":7}',
  ])('is refused when it names nothing that can be looked at: %s', (body) => {
    expect(() => parseWake(body)).toThrow(RangeError);
  });

  it('never ends the reading in anything but a wake-up or a RangeError', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        expect(() => parseWake(body)).toThrow(RangeError);
      }),
    );
  });
});
