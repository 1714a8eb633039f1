import type { APIGatewayProxyEvent } from 'aws-lambda';
import { createEnvironmentCredentials, type Environment } from '../../adapters/aws/environment-credentials.ts';
import { createSignedCall } from '../../adapters/aws/signed-call.ts';
import { createCatalogFile } from '../../adapters/system/catalog-file.ts';
import { createLambdaLog, type Invocation } from '../../adapters/system/log.ts';
import { required } from '../../adapters/system/required.ts';
import { ENV } from '../../contract.ts';
import type { Clock } from '../../usecases/ports.ts';
import { composeAnswering } from '../answering.ts';
import { createApi } from './app.ts';

/** A person at a terminal waits, and API Gateway gives up after 29 seconds. */
const CALL_TIMEOUT_MS = 5000;

/** The api Lambda, wired from its environment. It reads no secret. */
export const composeApi = async (
  environment: Environment,
  clock: Clock,
  { callTimeoutMs = CALL_TIMEOUT_MS }: { readonly callTimeoutMs?: number } = {},
) => {
  const call = createSignedCall(environment, createEnvironmentCredentials(environment), clock.now);
  const log = createLambdaLog({ service: 'api', secrets: () => [], environment, now: clock.now });
  const catalog = await createCatalogFile(required(environment, ENV.catalog)).read();
  const send: typeof call = (input) => call({ ...input, timeoutMs: callTimeoutMs });
  const deps = composeAnswering(environment, { catalog, clock, log, send });
  const answer = createApi(deps);
  return (event: APIGatewayProxyEvent, invocation?: Invocation) => {
    log.speakOf(invocation);
    // A lockdown takes effect at once: calls are few, and a terminal can wait for one more read.
    deps.directory.forget();
    return answer(event);
  };
};
