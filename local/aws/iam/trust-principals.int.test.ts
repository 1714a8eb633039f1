import { GetRoleCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import type { PolicyDocument } from '../policy/document.ts';
import {
  aLocalAws,
  assume,
  exampleSeed,
  iamOf,
  PROD,
  policy,
  ROLE,
  refusal,
  trusts,
  UTILS,
  userArn,
} from '../testing/a-local-aws.ts';
import type { LocalAws } from '../types.ts';

const RoleName = 's3-list-role';

const putTrust = (aws: LocalAws, document: PolicyDocument | string): Promise<unknown> =>
  iamOf(aws, PROD).send(
    new UpdateAssumeRolePolicyCommand({
      RoleName,
      PolicyDocument: typeof document === 'string' ? document : JSON.stringify(document),
    }),
  );

const getTrust = async (aws: LocalAws): Promise<PolicyDocument> => {
  const { Role } = await iamOf(aws, PROD).send(new GetRoleCommand({ RoleName }));
  return JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''));
};

describe('a principal in a trust policy', () => {
  it.each([
    userArn('unknown'),
    `arn:aws:iam::${PROD}:role/nothing`,
    `arn:aws:sts::${PROD}:assumed-role/nothing/alice`,
    'arn:aws:iam::111111111111:user/*',
    'AIDAAAAAAAAAAAAAAAAAA',
    'arn:aws:iam::000000000000:root',
    '000000000000',
    'alice',
  ])('that does not exist is refused: %s', async (principal) => {
    const { aws } = await aLocalAws();

    const error = await refusal(putTrust(aws, trusts(principal)));

    expect(error).toEqual({
      code: 'MalformedPolicyDocumentException',
      message: `Invalid principal in policy: "AWS":"${principal}"`,
    });
  });

  it('is shown as a unique id after its user is deleted, and cannot be written back', async () => {
    const { aws } = await aLocalAws();
    const id = aws.user(userArn('alice'))?.id ?? '';
    await putTrust(aws, trusts(userArn('alice'), userArn('bob')));

    const before = await getTrust(aws);
    aws.removeUser(userArn('alice'));
    const after = await getTrust(aws);
    const writtenBack = await refusal(putTrust(aws, after));

    expect(before).toEqual(trusts(userArn('alice'), userArn('bob')));
    expect(after).toEqual(trusts(id, userArn('bob')));
    expect(writtenBack.message).toBe(`Invalid principal in policy: "AWS":"${id}"`);
  });

  it('does not match a user of the same name that is created later', async () => {
    const { aws } = await aLocalAws();
    await putTrust(aws, trusts(userArn('alice')));
    aws.removeUser(userArn('alice'));
    aws.seed(exampleSeed);

    const error = await refusal(assume(aws, aws.credentialsOf(userArn('alice'))));

    expect(error.code).toBe('AccessDenied');
  });

  it('given as an account id is the root of that account, whether the account exists here or not', async () => {
    const { aws } = await aLocalAws();

    await putTrust(aws, trusts('999999999999', `arn:aws:iam::${UTILS}:root`));

    expect(await getTrust(aws)).toEqual(trusts('arn:aws:iam::999999999999:root', `arn:aws:iam::${UTILS}:root`));
  });

  it('that is a role session matches only that session', async () => {
    const { aws } = await aLocalAws();
    const dev = `arn:aws:iam::${PROD}:role/dev`;
    aws.seed({ accounts: [{ id: PROD, roles: [{ name: 'dev', trustPolicy: trusts('*') }] }] });
    await putTrust(aws, trusts(`arn:aws:sts::${PROD}:assumed-role/dev/alice`));

    const alice = await assume(aws, aws.issueSession({ roleArn: dev, sessionName: 'alice' }));
    const bob = await refusal(assume(aws, aws.issueSession({ roleArn: dev, sessionName: 'bob' })));

    expect(alice.accessKeyId).toMatch(/^ASIA/);
    expect(bob.code).toBe('AccessDenied');
    expect(await getTrust(aws)).toEqual(trusts(`arn:aws:sts::${PROD}:assumed-role/dev/alice`));
  });
});

describe('a trust policy', () => {
  const root = { AWS: `arn:aws:iam::${UTILS}:root` };
  it.each<[string, PolicyDocument | string, string]>([
    ['is not JSON', '{"Version":', 'This policy contains invalid Json'],
    [
      'has two statements with the same Sid',
      policy(
        { Sid: 'A', Effect: 'Allow', Principal: root, Action: 'sts:AssumeRole' },
        { Sid: 'A', Effect: 'Allow', Principal: root, Action: 'sts:TagSession' },
      ),
      'Statement IDs (SID) in a single policy must be unique.',
    ],
    [
      'has a Sid with a hyphen',
      policy({ Sid: 'a-b', Effect: 'Allow', Principal: root, Action: 'sts:AssumeRole' }),
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    ],
    ['names no principal', policy({ Effect: 'Allow', Action: 'sts:AssumeRole' }), 'Missing required field Principal.'],
    [
      'names a resource',
      policy({ Effect: 'Allow', Principal: root, Action: 'sts:AssumeRole', Resource: '*' }),
      'Has prohibited field Resource.',
    ],
    [
      'allows an action other than assuming a role',
      policy({ Effect: 'Allow', Principal: root, Action: 's3:GetObject' }),
      'AssumeRole policy may only specify STS AssumeRole actions.',
    ],
    [
      'has an unknown condition operator',
      policy({
        Effect: 'Allow',
        Principal: root,
        Action: 'sts:AssumeRole',
        Condition: { DateBefore: { 'aws:CurrentTime': 'x' } },
      }),
      'Invalid Condition type : DateBefore.',
    ],
    ['has no statement', policy(), 'Syntax errors in policy.'],
  ])('that %s is refused, and the previous policy is kept', async (_, document, message) => {
    const { aws } = await aLocalAws();
    const before = await getTrust(aws);

    const error = await refusal(putTrust(aws, document));

    expect(error).toEqual({ code: 'MalformedPolicyDocumentException', message });
    expect(await getTrust(aws)).toEqual(before);
    expect(aws.role(ROLE)?.trustPolicy).toEqual(before);
  });
});
