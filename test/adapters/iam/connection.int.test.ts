import { GetRoleCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createIamClients, createStsClient } from '../../../functions/adapters/iam/connection.ts';
import { IAM_SEED } from '../../support/iam.contract.ts';
import { aLocalIam } from './a-local-iam.ts';

const KEY = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' };

/** The host and the signing region of a call by an IAM client. */
const destinationOf = async (client: ReturnType<ReturnType<typeof createIamClients>>): Promise<string> => {
  let destination = '';
  client.middlewareStack.add(
    () => async (args) => {
      const { hostname, headers } = args.request as { hostname: string; headers: Record<string, string> };
      destination = `${hostname} ${headers['authorization']?.split('/')[2]}`;
      throw new Error('not sent');
    },
    { step: 'finalizeRequest', priority: 'low', name: 'doNotSend' },
  );
  await client.send(new GetRoleCommand({ RoleName: 'example' })).catch(() => {});
  return destination;
};

describe('the connection to IAM and STS', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('uses the IAM region of the partition, regardless of the region of the bot', async () => {
    vi.stubEnv('AWS_REGION', 'eu-central-1');
    vi.stubEnv('AWS_ENDPOINT_URL', undefined);

    const destinations = await Promise.all(
      ['aws', 'aws-us-gov', 'aws-cn'].map((partition) => destinationOf(createIamClients()(KEY, partition))),
    );

    expect(destinations).toEqual([
      'iam.amazonaws.com us-east-1',
      'iam.us-gov.amazonaws.com us-gov-west-1',
      'iam.cn-north-1.amazonaws.com.cn cn-north-1',
    ]);
  });

  it('throws for an unknown partition', () => {
    expect(() => createIamClients()(KEY, 'aws-moon')).toThrow('"aws-moon" is none of aws, aws-cn');
  });

  it('uses AWS_ENDPOINT_URL, and the credentials of the environment for STS', async () => {
    const { aws, close } = await aLocalIam(IAM_SEED);
    onTestFinished(close);
    const root = aws.rootCredentials('222222222222');
    vi.stubEnv('AWS_ENDPOINT_URL', aws.url);
    vi.stubEnv('AWS_REGION', 'eu-central-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', root.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', root.secretAccessKey);

    const caller = await createStsClient().send(new GetCallerIdentityCommand({}));
    const found = await createIamClients()(root, 'aws').send(new GetRoleCommand({ RoleName: 's3-list-role' }));

    expect(caller.Account).toBe('222222222222');
    expect(found.Role?.Arn).toBe('arn:aws:iam::222222222222:role/s3-list-role');
  });

  it('makes up to five attempts, at a rate that adapts to throttling', async () => {
    const { config } = createIamClients()(KEY, 'aws');

    expect(await config.maxAttempts()).toBe(5);
    expect(await config.retryStrategy()).toHaveProperty('mode', 'adaptive');
  });

  it('shares sockets between the clients of all accounts', () => {
    const createClient = createIamClients();

    const [one, other] = [createClient(KEY, 'aws'), createClient(KEY, 'aws')];

    expect(other.config.requestHandler).toBe(one.config.requestHandler);
  });
});
