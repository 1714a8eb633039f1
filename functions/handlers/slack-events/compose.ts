import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { createEnvironmentCredentials, type Environment } from '../../adapters/aws/environment-credentials.ts';
import { createFetchSecretSigned } from '../../adapters/aws/fetch-secret-signed.ts';
import type { KeptSecret } from '../../adapters/aws/kept-secret.ts';
import { createSecrets } from '../../adapters/aws/secrets.ts';
import { createSignedCall } from '../../adapters/aws/signed-call.ts';
import { createDynamoRefusalLog } from '../../adapters/dynamodb/refusal-log.ts';
import { callsSigned } from '../../adapters/dynamodb/signed-calls.ts';
import { createDynamoStores } from '../../adapters/dynamodb/stores.ts';
import { createSqsWakeQueue } from '../../adapters/sqs/wake-queue.ts';
import { createCatalogFile } from '../../adapters/system/catalog-file.ts';
import { createLambdaLog, type Invocation } from '../../adapters/system/log.ts';
import { required } from '../../adapters/system/required.ts';
import { ENV } from '../../contract.ts';
import { defined } from '../../core/defined.ts';
import { DEFAULT_HUB_NAME, hubOf } from '../../core/trust/policy-names.ts';
import { createCachedDirectory } from '../../usecases/answering/cached-directory.ts';
import type { Clock } from '../../usecases/ports.ts';
import { createKeeper } from '../keep-secrets.ts';
import { createSlackEvents } from './app.ts';

/** The slack-events Lambda, wired from its environment. */
export const composeSlackEvents = async (
  environment: Environment,
  clock: Clock,
  /** The longest time of one call. Default: what leaves time to answer Slack within 3 seconds. */
  { callTimeoutMs }: { readonly callTimeoutMs?: number } = {},
) => {
  const credentials = createEnvironmentCredentials(environment);
  const call = createSignedCall(environment, credentials, clock.now);
  const signedCall: typeof call = (input) => call({ ...input, ...defined({ timeoutMs: callTimeoutMs }) });
  const region = required(environment, 'AWS_REGION');
  const readSecret = createSecrets(environment, createFetchSecretSigned(signedCall));
  const kept: KeptSecret[] = [];
  const secrets = () => kept.flatMap((secret) => secret.seen());
  const log = createLambdaLog({ service: 'slack-events', secrets, environment, now: clock.now });
  const keep = createKeeper({ readSecret, environment, now: clock.now, log, kept });
  const [catalog, signingSecret, botToken] = await Promise.all([
    createCatalogFile(required(environment, ENV.catalog)).read(),
    keep(ENV.slackSigningSecret, 'signingSecret'),
    keep(ENV.slackBotToken, 'botToken'),
  ]);
  const table = { dynamo: callsSigned({ send: signedCall, region }), tableName: required(environment, ENV.table) };
  const stores = createDynamoStores({ ...table, freshId: randomUUID, pause: clock.pause });
  const deps = {
    catalog,
    hub: hubOf(environment[ENV.hubName] || DEFAULT_HUB_NAME),
    clock,
    log,
    ...stores,
    directory: createCachedDirectory(stores.directory, clock),
    refusals: createDynamoRefusalLog({ ...table, retentionDays: catalog.settings.retentionDays, freshId: randomUUID }),
    queue: createSqsWakeQueue(
      (input) => signedCall({ service: 'sqs', target: 'AmazonSQS.SendMessage', region, input }),
      required(environment, ENV.queueUrl),
      randomUUID,
    ),
  };
  // The first call opens the connection, while Lambda does not throttle the processor yet. A fault is only logged: the
  // answer reads the directory itself, and reports its faults to the user.
  await deps.directory.read().catch((cause: unknown) => log.warn('the directory could not be read yet', { cause }));
  const answer = createSlackEvents({
    ...deps,
    signingSecret,
    botToken,
    slackApiUrl: environment[ENV.slackApiUrl],
    slackTimeoutMs: callTimeoutMs,
  });
  return (event: APIGatewayProxyEventV2, invocation?: Invocation) => {
    log.speakOf(invocation);
    // Old secrets are read again beside the answer, which does not wait for them.
    for (const secret of kept) void secret.current();
    return answer(event);
  };
};
