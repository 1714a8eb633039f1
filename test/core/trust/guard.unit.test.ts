import { describe, expect, it } from 'vitest';
import type { Statement } from '../../../functions/core/trust/documents.ts';
import { guardsAlike } from '../../../functions/core/trust/guard-comparing.ts';
import { readGuard } from '../../../functions/core/trust/guard-reading.ts';
import { sessionGuard } from '../../../functions/core/trust/guard-writing.ts';
import { ROLE } from '../../support/builders.ts';
import { at, NOON } from './a-plan.ts';

const written = sessionGuard(ROLE, [{ sessionName: 'alice', from: at('13:00:00') }]);
const guard = () => {
  if (written === undefined) throw new Error('no guard');
  return written;
};
const [statement] = guard().Statement as readonly [Statement];
const withCondition = (Condition: object) => ({ ...guard(), Statement: [{ ...statement, Condition }] as never });

describe('a guard as read from IAM', () => {
  it('contains the written denials', () => {
    expect(readGuard(guard(), ROLE)).toEqual({
      denials: [{ sessionName: 'alice', from: at('13:00:00') }],
      selfDenied: ['alice'],
    });
  });

  it.each([
    ['has no names', withCondition({ StringLike: { 'aws:userid': [] } })],
    ['has no condition', { ...guard(), Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] as never }],
    [
      'has an invalid date',
      withCondition({
        StringLike: { 'aws:userid': '*:alice' },
        DateGreaterThanEquals: { 'aws:CurrentTime': 'tomorrow' },
      }),
    ],
    ['denies less', { ...guard(), Statement: [{ ...statement, Action: 's3:*' }] as never }],
    ['is of another version', { ...guard(), Version: '2008-10-17' }],
  ])('is written again if it %s', (_, changed) => {
    expect(readGuard(changed, ROLE)).toBeUndefined();
    expect(guardsAlike(guard(), changed, ROLE, NOON)).toBe(false);
  });
});
