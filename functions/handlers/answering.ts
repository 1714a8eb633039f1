import { randomUUID } from 'node:crypto';
import type { Environment } from '../adapters/aws/environment-credentials.ts';
import type { SendSigned } from '../adapters/aws/signed-call.ts';
import { createDynamoRefusalLog } from '../adapters/dynamodb/refusal-log.ts';
import { callsSigned } from '../adapters/dynamodb/signed-calls.ts';
import { createDynamoStores } from '../adapters/dynamodb/stores.ts';
import { createSqsWakeQueue } from '../adapters/sqs/wake-queue.ts';
import { required } from '../adapters/system/required.ts';
import { ENV } from '../contract.ts';
import type { Catalog } from '../core/catalog/catalog.ts';
import { DEFAULT_HUB_NAME, hubOf } from '../core/trust/policy-names.ts';
import { createCachedDirectory } from '../usecases/answering/cached-directory.ts';
import type { Clock, Log } from '../usecases/ports.ts';

/** The catalog, stores and queue of the Lambdas that answer users. They make signed calls, without an SDK client. */
export const composeAnswering = (
  environment: Environment,
  { catalog, clock, log, send }: { catalog: Catalog; clock: Clock; log: Log; send: SendSigned },
) => {
  const region = required(environment, 'AWS_REGION');
  const table = { dynamo: callsSigned({ send, region }), tableName: required(environment, ENV.table) };
  const stores = createDynamoStores({ ...table, freshId: randomUUID, pause: clock.pause });
  return {
    catalog,
    hub: hubOf(environment[ENV.hubName] || DEFAULT_HUB_NAME),
    clock,
    log,
    ...stores,
    directory: createCachedDirectory(stores.directory, clock),
    refusals: createDynamoRefusalLog({ ...table, retentionDays: catalog.settings.retentionDays, freshId: randomUUID }),
    queue: createSqsWakeQueue(
      (input) => send({ service: 'sqs', target: 'AmazonSQS.SendMessage', region, input }),
      required(environment, ENV.queueUrl),
      randomUUID,
    ),
  };
};
