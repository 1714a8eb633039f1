import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { createEnvironmentCredentials, type Environment } from '../../adapters/aws/environment-credentials.ts';
import { createFetchSecretSigned } from '../../adapters/aws/fetch-secret-signed.ts';
import type { KeptSecret } from '../../adapters/aws/kept-secret.ts';
import { createSecrets } from '../../adapters/aws/secrets.ts';
import { createSignedCall } from '../../adapters/aws/signed-call.ts';
import { createCatalogFile } from '../../adapters/system/catalog-file.ts';
import { createLambdaLog, type Invocation } from '../../adapters/system/log.ts';
import { required } from '../../adapters/system/required.ts';
import { ENV } from '../../contract.ts';
import { defined } from '../../core/defined.ts';
import type { Clock } from '../../usecases/ports.ts';
import { composeAnswering } from '../answering.ts';
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
  const deps = composeAnswering(environment, { catalog, clock, log, send: signedCall });
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
