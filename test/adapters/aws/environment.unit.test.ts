import { describe, expect, it } from 'vitest';
import { createEnvironmentCredentials } from '../../../functions/adapters/aws/environment-credentials.ts';

describe('AWS credentials in the environment', () => {
  it('are read for each call, so that rotated credentials are used', async () => {
    const environment: Record<string, string> = { AWS_ACCESS_KEY_ID: 'A1', AWS_SECRET_ACCESS_KEY: 's1' };
    const credentials = createEnvironmentCredentials(environment);
    const first = await credentials();

    Object.assign(environment, { AWS_ACCESS_KEY_ID: 'A2', AWS_SESSION_TOKEN: 't2' });

    expect(first).toStrictEqual({ accessKeyId: 'A1', secretAccessKey: 's1' });
    expect(await credentials()).toStrictEqual({ accessKeyId: 'A2', secretAccessKey: 's1', sessionToken: 't2' });
  });

  it('are reported with the names of the missing variables', async () => {
    await expect(createEnvironmentCredentials({})()).rejects.toThrow(
      /^AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY not set/,
    );
    await expect(createEnvironmentCredentials({ AWS_SECRET_ACCESS_KEY: 'hidden' })()).rejects.toThrow(
      /^AWS_ACCESS_KEY_ID not set(?!.*hidden)/,
    );
  });
});
