import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSignedCall } from '../../../functions/adapters/system/signed-call.ts';
import { createLocalAws } from '../../../local/aws/server.ts';
import type { LocalAws } from '../../../local/aws/types.ts';

const ACCOUNT = '999999999999';
let aws: LocalAws;
beforeAll(async () => {
  aws = await createLocalAws({ port: 0 });
  aws.seed({ accounts: [{ id: ACCOUNT }] });
});
afterAll(async () => {
  await aws.close();
});

const callWith = (change: object = {}) => {
  const credentials = { ...aws.rootCredentials(ACCOUNT), ...change };
  const signedCall = createSignedCall(
    { AWS_ENDPOINT_URL: aws.url },
    async () => credentials,
    () => new Date(),
  );
  return signedCall({
    service: 'dynamodb',
    target: 'DynamoDB_20120810.ListTables',
    region: 'us-east-1',
    input: { Limit: 1 },
  });
};

describe('a signed call', () => {
  it('is taken by a service that checks signatures', async () => {
    expect(await callWith()).toEqual({ TableNames: [] });
  });

  it('is refused with the reason under a wrong secret, and the fault holds no secret', async () => {
    const failure = await callWith({ secretAccessKey: 'a-wrong-secret' }).catch((error: unknown) => error as Error);

    expect(String(failure)).toMatch(/SignedCallFault: DynamoDB_20120810\.ListTables: 40\d .*(Signature|Unrecognized)/);
    expect(JSON.stringify(failure) + String(failure)).not.toContain('a-wrong-secret');
  });

  it('says so when nobody answers', async () => {
    const signedCall = createSignedCall(
      { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
      async () => ({ accessKeyId: 'AKIA', secretAccessKey: 's' }),
      () => new Date(),
    );
    const call = { service: 'ssm', target: 'AmazonSSM.GetParameter', region: 'us-east-1', input: {} } as const;

    await expect(signedCall(call)).rejects.toThrow(/AmazonSSM\.GetParameter: .*(ECONNREFUSED|bad port)/);
  });
});
