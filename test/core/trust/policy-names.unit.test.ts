import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRoleArn } from '../../../functions/core/names.ts';
import {
  accessPolicyName,
  DEFAULT_HUB,
  guardMarkOf,
  guardPolicyName,
  hubOf,
  isGuardOfAnotherHub,
  isOurUserPolicy,
  legacyPolicyName,
} from '../../../functions/core/trust/policy-names.ts';

const nameFor = (arn: string): string => legacyPolicyName(parseRoleArn(arn));

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

describe('the name that release 0.1.0 gave to the policy of a user for a role', () => {
  it('contains the account and the name of the role', () => {
    const name = nameFor('arn:aws:iam::222222222222:role/s3-list-role');

    expect(name).toBe('assume-bot-222222222222-s3-list-role');
  });

  it('differs for roles with the same name in another account, path or partition', () => {
    const names = [
      'arn:aws:iam::222222222222:role/deploy',
      'arn:aws:iam::333333333333:role/deploy',
      'arn:aws:iam::222222222222:role/teams/deploy',
      'arn:aws:iam::222222222222:role/teams/security/deploy',
      'arn:aws-cn:iam::222222222222:role/deploy',
    ].map(nameFor);

    expect(new Set(names).size).toBe(names.length);
  });

  it('is valid in IAM and unique for each role', () => {
    fc.assert(
      fc.property(roleArn, roleArn, (one, other) => {
        expect(nameFor(one)).toMatch(/^assume-bot-[\w+=,.@-]{1,117}$/);
        expect(nameFor(one) === nameFor(other)).toBe(one === other);
      }),
    );
  });
});

describe('a hub', () => {
  it('uses the names of release 0.1.0 if it has the default name', () => {
    expect(hubOf('assume-bot')).toEqual(DEFAULT_HUB);
    expect(guardPolicyName(DEFAULT_HUB)).toBe('assume-bot-session-guard');
    expect(accessPolicyName(DEFAULT_HUB)).toBe('assume-bot-access');
  });

  it('marks its policies if it has another name', () => {
    const hub = hubOf('assume-bot-staging');

    expect(hub.mark).toMatch(/^[0-9a-f]{6}$/);
    expect(guardPolicyName(hub)).toBe(`assume-bot-${hub.mark}-session-guard`);
    expect(accessPolicyName(hub)).toBe(`assume-bot-${hub.mark}-access`);
  });

  it('distinguishes its session guard from those of other hubs and from other policies', () => {
    const [mine, other] = [hubOf('one'), hubOf('two')];

    expect(guardMarkOf(guardPolicyName(DEFAULT_HUB))).toBe('');
    expect(guardMarkOf('assume-bot-my-session-guard')).toBeUndefined();
    expect(isGuardOfAnotherHub(guardPolicyName(mine), mine)).toBe(false);
    expect(isGuardOfAnotherHub(guardPolicyName(DEFAULT_HUB), mine)).toBe(true);
    expect(isGuardOfAnotherHub(guardPolicyName(other), mine)).toBe(true);
    expect(isGuardOfAnotherHub('something-else', mine)).toBe(false);
  });

  it('never uses a name for the packed policy that release 0.1.0 could have used for a role', () => {
    fc.assert(
      fc.property(roleArn, fc.string(), (arn, name) => {
        const hub = hubOf(name);

        expect(accessPolicyName(hub)).not.toBe(nameFor(arn));
        expect(isOurUserPolicy(accessPolicyName(hub), hub)).toBe(true);
        expect(isOurUserPolicy(accessPolicyName(hub), hubOf(`${name}-other`))).toBe(false);
        expect(isOurUserPolicy(nameFor(arn), DEFAULT_HUB)).toBe(true);
        expect(isOurUserPolicy(nameFor(arn), hubOf('staging'))).toBe(false);
      }),
    );
  });
});
