import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type ClientOptions, clientSettings } from './connection.ts';
import type { FetchSecret } from './secrets.ts';

/** Reads secrets with the SDK, in the region of their ARN. */
export const createFetchSecret =
  (options: ClientOptions): FetchSecret =>
  async ({ service, region, arn }) => {
    const settings = { ...clientSettings(options), region };
    if (service === 'secretsmanager')
      return (await new SecretsManagerClient(settings).send(new GetSecretValueCommand({ SecretId: arn }))).SecretString;
    const command = new GetParameterCommand({ Name: arn, WithDecryption: true });
    return (await new SSMClient(settings).send(command)).Parameter?.Value;
  };
