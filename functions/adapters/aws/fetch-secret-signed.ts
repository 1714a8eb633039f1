import type { FetchSecret } from './secrets.ts';
import type { SendSigned } from './signed-call.ts';

/** Reads secrets with signed calls, for the Lambda that Slack waits for (docs/decisions/0006). */
export const createFetchSecretSigned =
  (send: SendSigned): FetchSecret =>
  async ({ service, region, arn }) => {
    if (service === 'secretsmanager') {
      const input = { SecretId: arn };
      const answer = await send({ service, target: 'secretsmanager.GetSecretValue', region, input });
      return (answer as { SecretString?: string }).SecretString;
    }
    const input = { Name: arn, WithDecryption: true };
    const answer = await send({ service, target: 'AmazonSSM.GetParameter', region, input });
    return (answer as { Parameter?: { Value?: string } }).Parameter?.Value;
  };
