import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRoleArn } from '../../../functions/core/names.ts';
import { GUARD_POLICY_NAME, identityPolicyName } from '../../../functions/core/trust/policy-names.ts';

const nameFor = (arn: string): string => identityPolicyName(parseRoleArn(arn));

const character = fc.constantFrom(...'abcXYZ019_+=,.@-');
const word = (maxLength: number) => fc.string({ unit: character, minLength: 1, maxLength });
const roleArn = fc
  .record({
    partition: fc.constantFrom('aws', 'aws-cn', 'aws-us-gov'),
    account: fc.constantFrom('111111111111', '222222222222'),
    path: fc.array(word(20), { maxLength: 3 }),
    name: word(64),
  })
  .map(({ partition, account, path, name }) => `arn:${partition}:iam::${account}:role/${[...path, name].join('/')}`);

describe('the name of a person’s policy for a role', () => {
  it('says at a glance whose it is and which role it opens', () => {
    const name = nameFor('arn:aws:iam::222222222222:role/s3-list-role');

    expect(name).toBe('assume-bot-222222222222-s3-list-role');
  });

  it('tells roles apart that share a name: other account, other path, other partition', () => {
    const names = [
      'arn:aws:iam::222222222222:role/deploy',
      'arn:aws:iam::333333333333:role/deploy',
      'arn:aws:iam::222222222222:role/teams/deploy',
      'arn:aws:iam::222222222222:role/teams/security/deploy',
      'arn:aws-cn:iam::222222222222:role/deploy',
    ].map(nameFor);

    expect(new Set(names).size).toBe(names.length);
  });

  it('is one that IAM takes, and another one for every other role', () => {
    fc.assert(
      fc.property(roleArn, roleArn, (one, other) => {
        expect(nameFor(one)).toMatch(/^assume-bot-[\w+=,.@-]{1,117}$/);
        expect(nameFor(one) === nameFor(other)).toBe(one === other);
      }),
    );
  });
});

describe('the name of the guard on a role', () => {
  it('is the one that live guards of older releases stand under', () => {
    expect(GUARD_POLICY_NAME).toBe('assume-bot-session-guard');
  });
});
