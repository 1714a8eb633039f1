import { readFileSync } from 'node:fs';
import type { PolicyDocument } from '@assume-bot/local-aws/policy/document';
import type { Credentials, SessionRequest } from '@assume-bot/local-aws/types';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it } from 'vitest';
import { aStack, ROLE_ARN, type TestStack } from '../support/a-stack.ts';

const UTILS = '111111111111';
const EXAMPLE = readFileSync(new URL('../../examples/access.yaml', import.meta.url), 'utf8');
/** random signs in through a role with a path, which the ARN of the session does not show. */
const FEDERATED = EXAMPLE.replace(
  'arn:aws:iam::111111111111:user/random_user',
  'arn:aws:sts::111111111111:assumed-role/Builders/carol',
);
const WITH_TAGS = FEDERATED.replace('    approvals: 1', '    sessionTags: true\n    approvals: 1');

let stack: TestStack;
afterEach(() => stack.close());

const roleNamed = (name: string, path: string) => ({
  name,
  path,
  trustPolicy: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::${UTILS}:saml-provider/sign-in` },
        Action: 'sts:AssumeRoleWithSAML',
      },
    ],
  } as PolicyDocument,
  inlinePolicies: {
    work: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'], Resource: '*' },
      ],
    } as PolicyDocument,
  },
});

/** A stack with these sign-in roles, in which carol has access to prod-s3 for 30 minutes. */
const granted = async (yaml: string, ...roles: readonly [name: string, path: string][]): Promise<void> => {
  stack = await aStack(yaml);
  if (roles.length > 0) stack.aws.removeRole(`arn:aws:iam::${UTILS}:role/Builders`);
  stack.aws.seed({ accounts: [{ id: UTILS, roles: roles.map(([name, path]) => roleNamed(name, path)) }] });
  await stack.grant('U0RANDOM', 'prod-s3 30m INC-42 look');
};

const signIn = (roleAndPath: string, more: Partial<SessionRequest> = {}): Credentials =>
  stack.aws.issueSession({ roleArn: `arn:aws:iam::${UTILS}:role/${roleAndPath}`, sessionName: 'carol', ...more });

/** The answer of STS to a session that assumes the role: `assumed`, or the refused action. */
const assume = async (as: Credentials): Promise<string> => {
  const sts = new STSClient({ credentials: as });
  try {
    await sts.send(new AssumeRoleCommand({ RoleArn: ROLE_ARN, RoleSessionName: 'carol' }));
    return 'assumed';
  } catch (error) {
    return /not authorized to perform: (\S+)/.exec((error as Error).message)?.[1] ?? (error as Error).message;
  } finally {
    sts.destroy();
  }
};

const CARRIES_IDENTITY = { sourceIdentity: 'carol@corp' };
const CARRIES_TAGS = { tags: { team: 'blue' }, transitiveTagKeys: ['team'] };

describe('a federated user with access', () => {
  it('is let in with the source identity of their session, until the end', async () => {
    await granted(FEDERATED, ['Builders', '/']);
    const session = signIn('Builders', CARRIES_IDENTITY);

    expect(await assume(session)).toBe('assumed');
    stack.clock.advance({ minutes: 30 });
    expect(await assume(session)).not.toBe('assumed');
  });

  it('is let in with transitive session tags only if the catalog allows session tags', async () => {
    await granted(FEDERATED, ['Builders', '/']);
    expect(await assume(signIn('Builders', CARRIES_TAGS))).toBe('sts:TagSession');
    await stack.close();

    await granted(WITH_TAGS, ['Builders', '/']);
    expect(await assume(signIn('Builders', { ...CARRIES_TAGS, ...CARRIES_IDENTITY }))).toBe('assumed');
    const erin = signIn('Builders', { ...CARRIES_TAGS, sessionName: 'erin' });
    expect(await assume(erin)).not.toBe('assumed');
  });

  it('is let in through a sign-in role with a path, and through no role with a similar name', async () => {
    await granted(FEDERATED, ['Builders', '/team/a/'], ['XBuilders', '/'], ['YBuilders', '/team/']);

    expect(await assume(signIn('team/a/Builders'))).toBe('assumed');
    expect(await assume(signIn('XBuilders'))).toBe('sts:AssumeRole');
    expect(await assume(signIn('team/YBuilders'))).toBe('sts:AssumeRole');
  });
});
