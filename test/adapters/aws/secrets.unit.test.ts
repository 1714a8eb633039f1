import { describe, expect, it } from 'vitest';
import { createSecrets, type SecretLocation } from '../../../functions/adapters/aws/secrets.ts';

const SECRET = 'arn:aws:secretsmanager:eu-central-1:999999999999:secret:slack-bot-token-AbCdEf';
const PARAMETER = 'arn:aws:ssm:eu-west-1:999999999999:parameter/assume-bot/token';

const neverFetch = async () => {
  throw new Error('nothing may be fetched');
};

describe('a secret', () => {
  it('is the value of its variable, without a trailing line break', async () => {
    const readSecret = createSecrets({ SLACK_SIGNING_SECRET: 'local-signing-secret\n' }, neverFetch);

    expect(await readSecret('SLACK_SIGNING_SECRET')).toBe('local-signing-secret');
  });

  it.each([
    [SECRET, { service: 'secretsmanager', region: 'eu-central-1', arn: SECRET }],
    [PARAMETER, { service: 'ssm', region: 'eu-west-1', arn: PARAMETER }],
  ])('is fetched from %s, without a trailing line break', async (arn, location) => {
    const fetched: SecretLocation[] = [];
    const fetchSecret = async (from: SecretLocation) => {
      fetched.push(from);
      return 'xoxb-from-aws\n';
    };

    const value = await createSecrets({ SLACK_BOT_TOKEN_ARN: arn }, fetchSecret)('SLACK_BOT_TOKEN');

    expect(value).toBe('xoxb-from-aws');
    expect(fetched).toEqual([location]);
  });

  it.each([undefined, '', ' \n'])('is reported as missing with both of its variables: %j', async (value) => {
    const readSecret = createSecrets({ SLACK_BOT_TOKEN: value }, neverFetch);

    await expect(readSecret('SLACK_BOT_TOKEN')).rejects.toMatchObject({
      name: 'SecretFault',
      message: 'SLACK_BOT_TOKEN is not set, and neither is SLACK_BOT_TOKEN_ARN',
    });
  });

  it.each([
    [{ SLACK_BOT_TOKEN: SECRET }, 'SLACK_BOT_TOKEN holds an ARN'],
    [{ SLACK_BOT_TOKEN_ARN: 'arn:aws:s3:::bucket' }, 'neither the ARN of a Secrets Manager secret'],
  ])('is not confused with its ARN: %j', async (environment, message) => {
    await expect(createSecrets(environment, neverFetch)('SLACK_BOT_TOKEN')).rejects.toThrow(message);
  });

  it('is reported with its ARN and the reason if it is empty or cannot be fetched', async () => {
    const denied = async () => {
      throw new Error('400 AccessDeniedException');
    };

    await expect(createSecrets({ TOKEN_ARN: SECRET }, denied)('TOKEN')).rejects.toThrow(
      `TOKEN_ARN names ${SECRET}, which could not be read: 400 AccessDeniedException`,
    );
    await expect(createSecrets({ TOKEN_ARN: SECRET }, async () => undefined)('TOKEN')).rejects.toThrow('holds no text');
  });
});
