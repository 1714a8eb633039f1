import { describe, expect, it } from 'vitest';
import { createSecrets } from '../../../functions/adapters/aws/secrets.ts';
import { type JsonCall, SignedCallFault } from '../../../functions/adapters/aws/signed-call.ts';

const SECRET = 'arn:aws:secretsmanager:eu-central-1:999999999999:secret:slack-bot-token-AbCdEf';
const PARAMETER = 'arn:aws:ssm:eu-west-1:999999999999:parameter/assume-bot/token';

/** Answers calls, and remembers them. */
const answering = (answer: object) => {
  const calls: JsonCall[] = [];
  const call = async (made: JsonCall) => {
    calls.push(made);
    return answer;
  };
  return { calls, call };
};
const refuseCalls = async () => {
  throw new Error('nobody was to be called');
};

describe('a secret', () => {
  it('is what stands in its variable, without the line end that a file brings along', async () => {
    const readSecret = createSecrets({ SLACK_SIGNING_SECRET: 'local-signing-secret\n' }, refuseCalls);

    expect(await readSecret('SLACK_SIGNING_SECRET')).toBe('local-signing-secret');
  });

  it('is read from Secrets Manager by its ARN, in the region that the ARN names', async () => {
    const { calls, call } = answering({ SecretString: 'xoxb-from-aws\n' });

    const value = await createSecrets({ SLACK_BOT_TOKEN_ARN: SECRET }, call)('SLACK_BOT_TOKEN');

    expect(value).toBe('xoxb-from-aws');
    expect(calls).toEqual([
      {
        service: 'secretsmanager',
        target: 'secretsmanager.GetSecretValue',
        region: 'eu-central-1',
        input: { SecretId: SECRET },
      },
    ]);
  });

  it('is read from an SSM parameter by its ARN, decrypted', async () => {
    const { calls, call } = answering({ Parameter: { Value: 'xoxb-from-ssm' } });

    const value = await createSecrets({ SLACK_BOT_TOKEN_ARN: PARAMETER }, call)('SLACK_BOT_TOKEN');

    expect(value).toBe('xoxb-from-ssm');
    expect(calls[0]).toMatchObject({ region: 'eu-west-1', input: { Name: PARAMETER, WithDecryption: true } });
  });

  it.each([undefined, '', ' \n'])('is missed by the names of both variables when there is none: %j', async (value) => {
    const readSecret = createSecrets({ SLACK_BOT_TOKEN: value }, refuseCalls);

    await expect(readSecret('SLACK_BOT_TOKEN')).rejects.toMatchObject({
      name: 'SecretFault',
      message: 'SLACK_BOT_TOKEN is not set, and neither is SLACK_BOT_TOKEN_ARN',
    });
  });

  it.each([
    [{ SLACK_BOT_TOKEN: SECRET }, 'SLACK_BOT_TOKEN holds an ARN'],
    [{ SLACK_BOT_TOKEN_ARN: 'arn:aws:s3:::bucket' }, 'neither the ARN of a Secrets Manager secret'],
  ])('is never mistaken for the address of one: %j', async (environment, message) => {
    await expect(createSecrets(environment, refuseCalls)('SLACK_BOT_TOKEN')).rejects.toThrow(message);
  });

  it('that cannot be read is told with its address and the reason, and one that holds nothing too', async () => {
    const denied = async () => {
      throw new SignedCallFault('secretsmanager.GetSecretValue', '400 AccessDeniedException');
    };
    const empty = answering({ SecretBinary: 'c2VjcmV0' });

    await expect(createSecrets({ TOKEN_ARN: SECRET }, denied)('TOKEN')).rejects.toThrow(
      `TOKEN_ARN names ${SECRET}, which could not be read: secretsmanager.GetSecretValue: 400 AccessDeniedException`,
    );
    await expect(createSecrets({ TOKEN_ARN: SECRET }, empty.call)('TOKEN')).rejects.toThrow('holds no text');
  });
});
