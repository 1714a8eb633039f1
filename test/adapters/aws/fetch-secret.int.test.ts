import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { createFetchSecret } from '../../../functions/adapters/aws/fetch-secret.ts';
import { createFetchSecretSigned } from '../../../functions/adapters/aws/fetch-secret-signed.ts';
import { createSignedCall } from '../../../functions/adapters/aws/signed-call.ts';
import { startServer } from './a-server.ts';

const credentials = async () => ({ accessKeyId: 'AKIA', secretAccessKey: 's' });
const SECRET = 'arn:aws:secretsmanager:eu-central-1:999999999999:secret:token-AbCdEf';
const PARAMETER = 'arn:aws:ssm:eu-west-1:999999999999:parameter/token';

const implementations = [
  ['the SDK', (endpoint: string) => createFetchSecret({ credentials, connection: { endpoint } })],
  [
    'signed calls',
    (endpoint: string) =>
      createFetchSecretSigned(createSignedCall({ AWS_ENDPOINT_URL: endpoint }, credentials, () => new Date())),
  ],
] as const;

describe.each(implementations)('a secret, fetched with %s', (_, createWith) => {
  const answering = async (answer: object) => {
    const calls: object[] = [];
    const endpoint = await startServer(async (request, response) => {
      const { 'x-amz-target': target, authorization = '' } = request.headers;
      const [, region] = /Credential=AKIA\/\d{8}\/([^/]+)\//.exec(authorization) ?? [];
      calls.push({ target, region, input: JSON.parse(await text(request)) });
      response.setHeader('content-type', 'application/x-amz-json-1.1').end(JSON.stringify(answer));
    });
    return { calls, fetchSecret: createWith(endpoint) };
  };

  it('is read from Secrets Manager in the region of its ARN', async () => {
    const { calls, fetchSecret } = await answering({ SecretString: 'xoxb-1' });

    expect(await fetchSecret({ service: 'secretsmanager', region: 'eu-central-1', arn: SECRET })).toBe('xoxb-1');
    expect(calls).toEqual([
      { target: 'secretsmanager.GetSecretValue', region: 'eu-central-1', input: { SecretId: SECRET } },
    ]);
  });

  it('is read from SSM in the region of its ARN, decrypted', async () => {
    const { calls, fetchSecret } = await answering({ Parameter: { Value: 'xoxb-2' } });

    expect(await fetchSecret({ service: 'ssm', region: 'eu-west-1', arn: PARAMETER })).toBe('xoxb-2');
    expect(calls).toEqual([
      { target: 'AmazonSSM.GetParameter', region: 'eu-west-1', input: { Name: PARAMETER, WithDecryption: true } },
    ]);
  });

  it('is undefined if it contains no text', async () => {
    const { fetchSecret } = await answering({ SecretBinary: 'c2VjcmV0' });

    expect(await fetchSecret({ service: 'secretsmanager', region: 'eu-central-1', arn: SECRET })).toBeUndefined();
  });
});
