import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { aLocalAws, PROD, policy, ROLE, refusal } from '../testing/a-local-aws.ts';
import type { Credentials, LocalAws } from '../types.ts';

const KEY = `arn:aws:kms:us-east-1:${PROD}:key/1`;
const NAME = 'bot/token';

const clientAs = (aws: LocalAws, credentials: Credentials) =>
  new SecretsManagerClient({ endpoint: aws.url, region: aws.region, credentials, maxAttempts: 1 });

/** A secret with a value, created by the root user, and a client of a role that may do nothing yet. */
const aSecret = async (kmsKeyArn?: string) => {
  const { aws } = await aLocalAws();
  const ownKey = policy({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${PROD}:root` },
    Action: 'kms:*',
    Resource: '*',
  });
  aws.seed({ accounts: [{ id: PROD, kmsKeys: [{ arn: KEY, policy: ownKey }] }] });
  const root = clientAs(aws, aws.rootCredentials(PROD));
  const { ARN = '' } = await root.send(new CreateSecretCommand({ Name: NAME, KmsKeyId: kmsKeyArn }));
  const role = clientAs(aws, aws.issueSession({ roleArn: ROLE, sessionName: 'bot' }));
  const allow = (Action: string, Resource: string) =>
    aws.editRole(ROLE, {
      inlinePolicies: { [Action.replace(':', '-')]: policy({ Effect: 'Allow', Action, Resource }) },
    });
  const read = () => role.send(new GetSecretValueCommand({ SecretId: ARN }));
  const write = () => root.send(new PutSecretValueCommand({ SecretId: NAME, SecretString: 'xoxb-1' }));
  return { root, ARN, allow, read, write };
};

describe('a secret', () => {
  it('has an ARN with a suffix, and returns the value that was stored last', async () => {
    const { root, ARN, write } = await aSecret();
    const empty = await refusal(root.send(new GetSecretValueCommand({ SecretId: NAME })));
    await write();
    await root.send(new PutSecretValueCommand({ SecretId: ARN, SecretString: 'xoxb-2' }));

    expect(ARN).toMatch(new RegExp(`^arn:aws:secretsmanager:us-east-1:${PROD}:secret:bot/token-[A-Za-z0-9]{6}$`));
    expect(empty.message).toContain('AWSCURRENT');
    expect((await root.send(new GetSecretValueCommand({ SecretId: NAME }))).SecretString).toBe('xoxb-2');
  });

  it('can be read only with permission for its ARN', async () => {
    const { ARN, allow, read, write } = await aSecret();
    await write();

    const denied = await refusal(read());
    allow('secretsmanager:GetSecretValue', ARN);

    expect(denied.code).toBe('AccessDeniedException');
    expect((await read()).SecretString).toBe('xoxb-1');
  });

  it('with a customer managed key can be read only with permission for the key too', async () => {
    const { ARN, allow, read, write } = await aSecret(KEY);
    await write();
    allow('secretsmanager:GetSecretValue', ARN);

    const denied = await refusal(read());
    allow('kms:Decrypt', KEY);

    expect(denied.message).toContain('kms:Decrypt');
    expect((await read()).SecretString).toBe('xoxb-1');
  });

  it('cannot be created twice, and is gone after it was deleted', async () => {
    const { root } = await aSecret();

    const twice = await refusal(root.send(new CreateSecretCommand({ Name: NAME })));
    await root.send(new DeleteSecretCommand({ SecretId: NAME, ForceDeleteWithoutRecovery: true }));

    expect(twice.code).toBe('ResourceExistsException');
    expect((await refusal(root.send(new GetSecretValueCommand({ SecretId: NAME })))).code).toBe(
      'ResourceNotFoundException',
    );
  });
});
