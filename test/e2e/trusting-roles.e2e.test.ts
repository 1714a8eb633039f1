import { readFileSync } from 'node:fs';
import type { PolicyDocument } from '@assume-bot/local-aws/policy/document';
import type { Credentials } from '@assume-bot/local-aws/types';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it } from 'vitest';
import { aStack, ROLE_ARN, type TestStack } from '../support/a-stack.ts';

const EXAMPLE = readFileSync(new URL('../../examples/access.yaml', import.meta.url), 'utf8');
const FEDERATED = EXAMPLE.replace(
  'arn:aws:iam::111111111111:user/random_user',
  'arn:aws:sts::111111111111:assumed-role/Developer/random',
);
const EXTERNAL = EXAMPLE.replace(
  'arn:aws:iam::111111111111:user/random_user',
  '{ arn: "arn:aws:iam::111111111111:user/random_user", identity: external }',
);

let stack: TestStack;
afterEach(() => stack.close());

/** The example with a foreign statement that admits a principal to the role, and a role policy that allows AssumeRole. */
const withTrust = async (principal: string, catalog = EXAMPLE): Promise<void> => {
  stack = await aStack(catalog);
  const before = stack.role();
  const statement = { Sid: 'Foreign', Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole' };
  const chain = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' };
  stack.aws.editRole(ROLE_ARN, {
    trustPolicy: {
      Version: '2012-10-17',
      Statement: [...[before.trustPolicy.Statement].flat(), statement],
    } as PolicyDocument,
    inlinePolicies: { chain: { Version: '2012-10-17', Statement: [chain] } as PolicyDocument },
  });
};

const may = (as: Credentials, sessionName: string): string =>
  stack.aws.decideAssumeRole({ as, roleArn: ROLE_ARN, sessionName });

const assumeAs = async (as: Credentials, RoleSessionName: string): Promise<Credentials> => {
  const sts = new STSClient({ credentials: as });
  const { Credentials: keys } = await sts.send(new AssumeRoleCommand({ RoleArn: ROLE_ARN, RoleSessionName }));
  sts.destroy();
  return {
    accessKeyId: keys?.AccessKeyId ?? '',
    secretAccessKey: keys?.SecretAccessKey ?? '',
    sessionToken: keys?.SessionToken ?? '',
  };
};

describe('a role that can assume itself', () => {
  const TRUSTS = [
    ['its own account', 'arn:aws:iam::222222222222:root', EXAMPLE, 'random_user'],
    ['its own account, by its number', '222222222222', EXAMPLE, 'random_user'],
    ['itself by ARN', ROLE_ARN, EXAMPLE, 'random_user'],
    ['its own account, with a federated holder', 'arn:aws:iam::222222222222:root', FEDERATED, 'random'],
  ] as const;

  it.each(TRUSTS)(
    'does not give a session another name if it trusts %s, during the access or after it',
    async (_, principal, yaml, name) => {
      await withTrust(principal, yaml);
      await stack.grant('U0RANDOM', 'prod-s3 30m INC-42 look');
      const session = await assumeAs(stack.keysOfPerson('U0RANDOM'), name);
      expect(stack.mayList(session)).toBe('Allowed');
      const renewals = () => [may(session, name), may(session, 'another'), may(session, 'alice')];

      expect(renewals()).toEqual(['ExplicitlyDenied', 'ExplicitlyDenied', 'ExplicitlyDenied']);
      stack.clock.advance({ minutes: 30 });
      expect([...renewals(), stack.mayList(session)]).not.toContain('Allowed');
      await stack.sweep();
      expect([...renewals(), stack.mayList(session)]).not.toContain('Allowed');
    },
  );
});

describe("a role that trusts the user's whole account", () => {
  it.each([
    ['by its root', 'arn:aws:iam::111111111111:root'],
    ['by its number', '111111111111'],
    ['with a wildcard', '*'],
  ])(
    'admits the user only during a grant and with their own session name, %s, and no session outlives it',
    async (_, principal) => {
      await withTrust(principal);
      await stack.grant('U0RANDOM', 'prod-s3 30m INC-42 look');
      const names = () => ['random_user', 'another', 'alice'].map((name) => may(stack.keysOf('random_user'), name));
      const session = await stack.assume('random_user');

      expect(names()).toEqual(['Allowed', 'ImplicitlyDenied', 'ImplicitlyDenied']);
      stack.clock.advance({ minutes: 30 });
      expect([...names(), stack.mayList(session)]).not.toContain('Allowed');
      await stack.sweep();
      expect([...names(), stack.mayList(session)]).not.toContain('Allowed');
    },
  );

  it.each([
    ['identity: external', EXTERNAL],
    ['a federated session', FEDERATED],
  ])('is refused before approvers are notified for %s, whose session name is not pinned', async (_, yaml) => {
    await withTrust('arn:aws:iam::111111111111:root', yaml);

    await stack.command('U0RANDOM', 'prod-s3 30m INC-42 look');
    await stack.settle();

    expect(JSON.stringify(stack.slack.seenBy('U0RANDOM'))).toContain('trusts the whole account 111111111111');
    expect(JSON.stringify(stack.slack.seenBy('U0BOB'))).not.toContain('"action_id":"approve"');
  });
});
