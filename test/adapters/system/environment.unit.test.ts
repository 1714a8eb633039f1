import { describe, expect, it } from 'vitest';
import { createEnvironmentCredentials } from '../../../functions/adapters/system/environment-credentials.ts';
import { createEnvironmentSecrets } from '../../../functions/adapters/system/secrets.ts';

describe('a secret of the environment', () => {
  it('is what its variable holds, without the line end that a file brings along', async () => {
    const readSecret = createEnvironmentSecrets({ SLACK_SIGNING_SECRET: 'local-signing-secret\n' });

    expect(await readSecret('SLACK_SIGNING_SECRET')).toBe('local-signing-secret');
  });

  it.each([undefined, '', ' \n'])('is missed by the name of its variable when there is none: %j', async (value) => {
    const readSecret = createEnvironmentSecrets({ SLACK_BOT_TOKEN: value });

    await expect(readSecret('SLACK_BOT_TOKEN')).rejects.toMatchObject({
      name: 'SecretFault',
      variable: 'SLACK_BOT_TOKEN',
      message: 'SLACK_BOT_TOKEN is not set, or empty: it has to hold the secret itself',
    });
  });

  it('is never mistaken for the address of one, and its value is in no message', async () => {
    const arn = 'arn:aws:secretsmanager:us-east-1:111111111111:secret:slack-AbCdEf';
    const readSecret = createEnvironmentSecrets({ SLACK_BOT_TOKEN: arn });

    const failure = await readSecret('SLACK_BOT_TOKEN').catch((error: unknown) => error as Error);

    expect(failure).toMatchObject({
      name: 'SecretFault',
      message: expect.stringContaining('SLACK_BOT_TOKEN holds an ARN'),
    });
    expect(String(failure)).not.toContain('slack-AbCdEf');
  });
});

describe('AWS keys of the environment', () => {
  it('are read each time, so that new ones count', async () => {
    const environment: Record<string, string> = { AWS_ACCESS_KEY_ID: 'A1', AWS_SECRET_ACCESS_KEY: 's1' };
    const credentials = createEnvironmentCredentials(environment);
    const first = await credentials();

    Object.assign(environment, { AWS_ACCESS_KEY_ID: 'A2', AWS_SESSION_TOKEN: 't2' });

    expect(first).toStrictEqual({ accessKeyId: 'A1', secretAccessKey: 's1' });
    expect(await credentials()).toStrictEqual({ accessKeyId: 'A2', secretAccessKey: 's1', sessionToken: 't2' });
  });

  it('are missed by the names of their variables', async () => {
    await expect(createEnvironmentCredentials({})()).rejects.toThrow(
      /^AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY not set/,
    );
    await expect(createEnvironmentCredentials({ AWS_SECRET_ACCESS_KEY: 'hidden' })()).rejects.toThrow(
      /^AWS_ACCESS_KEY_ID not set(?!.*hidden)/,
    );
  });
});
