import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { catalogOf, GOOD, problemsOf, warningsOf, withValue } from './a-catalog.ts';

const withConditions = (conditions: unknown): string => withValue(['roles', 'prod-s3', 'conditions'], conditions);
const ruleOf = (yaml: string) => Object.values(catalogOf(yaml).roles)[0];

const DAVE = { permissionSet: 'Developer', account: 'utils', user: 'dave@example.com' };

/** The catalog with an MFA condition, these users and these requesters. */
const withMfa = (people: Readonly<Record<string, unknown>>, requesters: readonly string[]): string => {
  const document = parseDocument(withConditions({ mfa: { maxAge: '1h' } }));
  document.set('people', document.createNode(people));
  document.setIn(['roles', 'prod-s3', 'requesters'], document.createNode(requesters));
  return document.toString({ lineWidth: 0 });
};

describe('the conditions of a role', () => {
  it('are compiled to seconds, networks with a prefix, and lists without duplicates', () => {
    const yaml = withConditions({
      mfa: { maxAge: '90m' },
      sourceIp: ['203.0.113.0/24', '203.0.113.7', '2001:DB8::/32', '203.0.113.0/24'],
      principalOrgId: 'o-a1b2c3d4e5',
    });

    expect(ruleOf(yaml)).toMatchObject({
      conditions: {
        mfa: { maxAgeSeconds: 5400 },
        sourceIp: ['203.0.113.0/24', '203.0.113.7/32', '2001:db8::/32'],
        principalOrgId: 'o-a1b2c3d4e5',
      },
    });
    expect(ruleOf(withConditions({ mfa: true }))).toHaveProperty('conditions', { mfa: {} });
    expect(ruleOf(withConditions({ mfa: {} }))).toHaveProperty('conditions', { mfa: {} });
  });

  it('are absent by default, and session tags are too', () => {
    expect(ruleOf(GOOD)).not.toHaveProperty('conditions');
    expect(ruleOf(GOOD)).not.toHaveProperty('sessionTags');
    expect(ruleOf(withValue(['roles', 'prod-s3', 'sessionTags'], true))).toHaveProperty('sessionTags', true);
  });

  it('can come from defaults, be completed by the role, and be removed by it', () => {
    const withDefaults = (own: unknown): string => {
      const document = parseDocument(withConditions(own));
      document.set('defaults', document.createNode({ conditions: { mfa: true } }));
      return document.toString();
    };

    expect(ruleOf(withDefaults({ principalOrgId: 'o-a1b2c3d4e5' }))).toHaveProperty('conditions', {
      mfa: {},
      principalOrgId: 'o-a1b2c3d4e5',
    });
    expect(ruleOf(withDefaults(false))).not.toHaveProperty('conditions');
  });

  it.each([
    [{}, 'there is no condition; expected mfa, sourceIp, vpc, principalOrgId, or conditions: false'],
    [true, 'expected a map such as { mfa: { maxAge: 1h }'],
    [{ mfa: false }, 'expected true, or a map such as { maxAge: 1h }'],
    [{ mfa: { maxAge: '48h' } }, '48h is too long; the most is 36h'],
    [{ mfa: { age: '1h' } }, 'there is no key "age" here'],
    [{ sourceIp: '203.0.113.0/24' }, 'put it in brackets'],
    [{ sourceIp: ['203.0.113.300'] }, '"203.0.113.300" is not an IP address'],
    [{ sourceIp: ['203.0.113.0/33'] }, '/33 is longer than the 32 bits of the address'],
    [{ sourceIp: ['203.0.113.7/24'] }, 'write the first address of the network'],
    [{ sourceIp: ['2001:db8::1/32'] }, 'write the first address of the network'],
    [{ sourceIp: ['10.1.0.0/16'] }, 'so no call could ever match'],
    [{ sourceIp: ['fd00::/8'] }, 'so no call could ever match'],
    [{ vpc: ['vpc-XYZ'] }, 'expected one of VPC ids'],
    [{ principalOrgId: 'ou-1' }, 'expected the id of an organization'],
    [{ sourceIp: ['203.0.113.0/24'], vpc: ['vpc-0a1b2c3d'] }, 'no call could ever match both sourceIp (line '],
  ])('are refused with the fix: %j', (conditions, expected) => {
    const problems = problemsOf(withConditions(conditions));

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(expected);
  });

  it('warn about what they exclude', () => {
    expect(warningsOf(withConditions({ vpc: ['vpc-0a1b2c3d'] }))).toEqual([
      expect.stringContaining('Switch Role in the console does not come from a VPC'),
    ]);
    expect(warningsOf(withConditions({ sourceIp: ['0.0.0.0/0'] }))).toEqual([
      expect.stringContaining('0.0.0.0/0 matches every address'),
    ]);
  });
});

describe('a role that requires MFA', () => {
  const ALICE = 'arn:aws:iam::111111111111:user/alice';
  const ERIN = 'arn:aws:sts::111111111111:assumed-role/Developer/erin';

  it('is refused if a user who may request it can never have it', () => {
    expect(problemsOf(withMfa({ U0ALICE: ALICE, U0DAVE: DAVE }, ['U0ALICE', 'U0DAVE']))).toEqual([
      expect.stringContaining('roles.prod-s3: conditions.mfa can never be met by U0DAVE'),
    ]);
    expect(problemsOf(withMfa({ U0DAVE: DAVE, U0ERIN: ERIN }, ['everyone']))).toEqual([
      expect.stringContaining('can never be met by any user of people'),
    ]);
  });

  it('warns about the users of everyone whom it excludes', () => {
    expect(warningsOf(withMfa({ U0ALICE: ALICE, U0ERIN: ERIN }, ['everyone']))).toEqual([
      expect.stringContaining('conditions.mfa excludes U0ERIN'),
    ]);
  });

  it('is accepted for IAM users', () => {
    expect(warningsOf(withMfa({ U0ALICE: ALICE, U0DAVE: DAVE }, ['U0ALICE']))).toEqual([]);
  });
});
