import { describe, expect, it } from 'vitest';
import { catalogOf, GOOD, problemsOf, warningsOf, withValue } from './a-catalog.ts';

const people = (entries: Readonly<Record<string, unknown>>): string => withValue(['people'], entries);
const alice = 'arn:aws:iam::111111111111:user/alice';
const principalOf = (entry: unknown) => catalogOf(people({ U0ALICE: entry })).people;

describe('users of a catalog', () => {
  it('can be IAM users, with managed or external permissions', () => {
    const user = { kind: 'iam-user', accountId: '111111111111', userName: 'alice', sessionName: 'alice' };

    expect(principalOf('arn:aws:iam::111111111111:user/people/alice')).toEqual({
      U0ALICE: { ...user, arn: 'arn:aws:iam::111111111111:user/people/alice', identity: 'managed' },
    });
    expect(principalOf({ arn: alice, identity: 'external' })).toEqual({
      U0ALICE: { ...user, arn: alice, identity: 'external' },
    });
  });

  it('can be federated sessions, with the exact session name', () => {
    const session = 'arn:aws:sts::111111111111:assumed-role/Developer/Alice.A@example.com';

    expect(principalOf(session)).toEqual({
      U0ALICE: {
        kind: 'federated',
        accountId: '111111111111',
        roleArnPattern: 'arn:aws:iam::111111111111:role/Developer',
        sessionName: 'Alice.A@example.com',
      },
    });
    expect(principalOf({ arn: session, identity: 'external' })).toEqual(principalOf(session));
  });

  it('can sign in through IAM Identity Center, in any region', () => {
    const found = principalOf({ permissionSet: 'Developer', account: 'utils', user: 'alice@example.com' });

    expect(found).toEqual({
      U0ALICE: {
        kind: 'federated',
        accountId: '111111111111',
        roleArnPattern:
          'arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_Developer_????????????????',
        sessionName: 'alice@example.com',
      },
    });
  });

  it('must be in a partition that the bot supports, as the roles', () => {
    expect(problemsOf(GOOD.replaceAll('arn:aws:', 'arn:aws-cn:'))).toEqual([]);
    expect(problemsOf(GOOD.replaceAll('arn:aws:', 'arn:aws-iso:'))).toEqual([
      expect.stringContaining(
        'people.U0ALICE: the partition aws-iso is not supported; expected aws, aws-cn, aws-us-gov',
      ),
      expect.stringContaining('roles.prod-s3.arn: the partition aws-iso is not supported'),
    ]);
  });

  it('must be in the partition of the roles', () => {
    const china = GOOD.replaceAll('arn:aws:', 'arn:aws-cn:').replace(
      /U0ALICE: .*/,
      'U0ALICE: { permissionSet: Developer, account: utils, user: alice }',
    );

    expect(Object.values(catalogOf(china).people)).toMatchObject([
      { roleArnPattern: expect.stringMatching(/^arn:aws-cn:iam::111111111111:role\//) },
    ]);
    expect(problemsOf(GOOD.replace('arn:aws:iam::111', 'arn:aws-cn:iam::111'))).toEqual([
      'access.yaml:5:12 people.U0ALICE: this ARN is in the partition aws-cn, but the roles are in aws; IAM trust does not cross partitions',
    ]);
  });

  it.each([
    ['a user of one character', 'arn:aws:iam::111111111111:user/a', 'a role session name needs at least two'],
    ['a role', 'arn:aws:iam::111111111111:role/x/dev', 'arn:aws:sts::111111111111:assumed-role/dev/SESSION-NAME'],
    ['an account that is not listed', 'arn:aws:iam::111111111112:user/alice', 'did you mean 111111111111 (utils)?'],
    ['a wildcard', 'arn:aws:iam::111111111111:user/*', 'expected the ARN of an IAM user'],
    ['a wildcard in the path', 'arn:aws:iam::111111111111:user/*/alice', 'expected the ARN of an IAM user'],
    ['a policy variable', 'arn:aws:iam::111111111111:user/${aws:username}/alice', 'expected the ARN of an IAM user'],
    ['a name', 'alice', 'expected the ARN of an IAM user'],
    ['nothing', null, 'found nothing'],
    ['a list', [alice], 'found a list, expected an ARN, or a map'],
    ['another kind of identity', { arn: alice, identity: 'externl' }, 'did you mean external?'],
    [
      'a managed session',
      { arn: 'arn:aws:sts::111111111111:assumed-role/Dev/alice', identity: 'managed' },
      'only IAM users',
    ],
    ['no ARN', { identity: 'external' }, 'arn is missing'],
    ['no permission set', { account: 'utils', user: 'alice' }, 'permissionSet is missing'],
    ['an unknown account name', { permissionSet: 'Dev', account: 'util', user: 'alice' }, 'did you mean utils?'],
    ['a wildcard as user', { permissionSet: 'Dev', account: 'utils', user: '*' }, 'expected a user name'],
    ['a wildcard as permission set', { permissionSet: '*', account: 'utils', user: 'alice' }, 'expected the name of'],
    [
      'a session of Identity Center spelled as one of another federation',
      'arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Dev_0123456789abcdef/alice',
      'write it as { permissionSet: Dev, account: utils, user: alice }',
    ],
  ])('cannot be %s', (_, entry, expected) => {
    const problems = problemsOf(people({ U0ALICE: entry }));

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(expected);
  });

  it.each([
    ['alice', 'is not a Slack user id such as U0ALICE; in Slack'],
    ['u0alice', 'did you mean U0ALICE?'],
    ['S0SRE', 'is not a Slack user id'],
    ['byMail', 'did you mean byEmail?'],
    ['__proto__', 'is not a Slack user id'],
  ])('are listed only by Slack user id, not by %s', (key, expected) => {
    expect(problemsOf(GOOD.replace('U0ALICE', key)).join('\n')).toContain(expected);
  });

  it('never share an AWS identity or session name', () => {
    const same = people({ U0ALICE: alice, U0BOB: alice });
    const alike = people({ U0ALICE: alice, U0BOB: 'arn:aws:iam::222222222222:user/alice' });
    const federated = people({ U0ALICE: alice, U0BOB: { permissionSet: 'Dev', account: 'prod', user: 'alice' } });

    expect(problemsOf(same)[0]).toContain('people.U0BOB: U0ALICE already has this AWS identity');
    for (const yaml of [alike, federated])
      expect(problemsOf(yaml)[0]).toContain('people.U0BOB: the session name "alice" already belongs to U0ALICE');
    // User names are unique in an account regardless of case.
    const spelled = people({ U0ALICE: alice, U0BOB: 'arn:aws:iam::111111111111:user/Alice' });
    expect(problemsOf(spelled)[0]).toContain('people.U0BOB: U0ALICE already has this AWS identity');
    expect(problemsOf(people({ U0ALICE: alice, U0BOB: 'arn:aws:iam::222222222222:user/Alice' }))).toEqual([]);
  });
});

describe('users who are found by e-mail address', () => {
  const template = 'arn:aws:iam::111111111111:user/{local}';

  it('are those of the domains, which are compiled to lower case', () => {
    const catalog = catalogOf(people({ byEmail: template, domains: ['Example.com'] }));

    expect(catalog.byEmail).toEqual({ template, domains: ['example.com'] });
    expect(catalog.people).toEqual({});
  });

  it.each([
    ['no {local}', 'arn:aws:iam::111111111111:user/alice'],
    ['two {local}', 'arn:aws:iam::111111111111:user/{local}-{local}'],
    ['{local} in the path', 'arn:aws:iam::111111111111:user/{local}/x'],
    ['a role', 'arn:aws:iam::111111111111:role/{local}'],
    ['another placeholder', 'arn:aws:iam::111111111111:user/{email}'],
  ])('need a user ARN with {local} once in its name, not %s', (_, byEmail) => {
    expect(problemsOf(people({ byEmail, domains: ['example.com'] }))[0]).toContain(
      'with {local} exactly once in its name',
    );
  });

  it('need both a template and domains, in an account of the file', () => {
    expect(problemsOf(people({ byEmail: template }))[0]).toContain('domains is missing');
    expect(problemsOf(people({ domains: ['example.com'] }))[0]).toContain('domains are only used with byEmail');
    expect(problemsOf(people({ byEmail: template, domains: [] }))[0]).toContain('found an empty list');
    expect(problemsOf(people({ byEmail: template, domains: ['@example.com'] }))[0]).toContain(
      'domains[0]: found "@example.com"',
    );
    expect(problemsOf(people({ byEmail: template, domains: 'example.com' }))[0]).toContain('put it in brackets');
    expect(problemsOf(people({ byEmail: template.replace('111', '999'), domains: ['example.com'] }))[0]).toContain(
      'is not among accounts',
    );
  });

  it('cause a warning if two users could get the same session name', () => {
    const warnings = (entries: object): readonly string[] =>
      warningsOf(people({ byEmail: template, domains: ['example.com'], ...entries }));

    expect(warnings({ U0ALICE: alice })).toEqual([]);
    expect(warnings({ U0ALICE: 'arn:aws:iam::222222222222:user/Alice' })).toEqual([]);
    expect(warnings({ U0ALICE: 'arn:aws:iam::222222222222:user/alice' })[0]).toContain(
      'could result in the session name "alice" of U0ALICE',
    );
    expect(warnings({ domains: ['gmail.com'] })[0]).toContain('everyone can register an address at gmail.com');
  });
});
