import { randomUUID } from 'node:crypto';
import type { Environment } from '../adapters/aws/environment-credentials.ts';
import type { SendSigned } from '../adapters/aws/signed-call.ts';
import { createDynamoDirectoryReader } from '../adapters/dynamodb/directory-reader.ts';
import { createDynamoDueStore } from '../adapters/dynamodb/due-store.ts';
import { createDynamoGrantReader } from '../adapters/dynamodb/grant-reader.ts';
import { createDynamoLockdownStore } from '../adapters/dynamodb/lockdown-store.ts';
import { createDynamoRefusalRecorder } from '../adapters/dynamodb/refusal-recorder.ts';
import { createDynamoRequestStore } from '../adapters/dynamodb/request-store.ts';
import { callsSigned } from '../adapters/dynamodb/signed-calls.ts';
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
  return {
    catalog,
    hub: hubOf(environment[ENV.hubName] || DEFAULT_HUB_NAME),
    clock,
    log,
    requests: createDynamoRequestStore({ ...table, freshId: randomUUID, pause: clock.pause }),
    // Only what an answer reads of these, so that less is loaded.
    grants: createDynamoGrantReader(table),
    directory: createCachedDirectory(createDynamoDirectoryReader(table), clock),
    due: createDynamoDueStore(table),
    lockdowns: createDynamoLockdownStore(table),
    refusals: createDynamoRefusalRecorder({
      ...table,
      retentionDays: catalog.settings.retentionDays,
      freshId: randomUUID,
    }),
    queue: createSqsWakeQueue(
      (input) => send({ service: 'sqs', target: 'AmazonSQS.SendMessage', region, input }),
      required(environment, ENV.queueUrl),
      randomUUID,
    ),
  };
};
