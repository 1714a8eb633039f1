import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCallLog } from './call-log.ts';
import { answerControl } from './control.ts';
import { createDynamoEngine } from './dynamodb/engine.ts';
import { createDynamoService } from './dynamodb/service.ts';
import { createFaultSwitch } from './faults.ts';
import { createGateway, send } from './gateway.ts';
import { type HttpRequest, readRequest } from './http/request.ts';
import { iamService } from './iam/service.ts';
import { kmsService } from './kms/service.ts';
import { identityMethods } from './local-identities.ts';
import { worldMethods } from './local-world.ts';
import { organizationsService } from './organizations/service.ts';
import { openObjectContents } from './s3/contents.ts';
import { createS3Service } from './s3/service.ts';
import { secretsManagerService } from './secretsmanager/service.ts';
import { signedRequests } from './signed-requests.ts';
import { createQueueDirectory } from './sqs/directory.ts';
import { createSqsService } from './sqs/service.ts';
import { stsService } from './sts/service.ts';
import { realClock, realScheduler } from './time.ts';
import type { LocalAws, LocalAwsOptions } from './types.ts';
import { partitionOfRegion } from './world/partition.ts';
import { plantSeed } from './world/seed.ts';
import { openStateStore } from './world/state.ts';

const DEFAULT_PORT = 4566;

const listen = (server: ReturnType<typeof createServer>, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });

const serve = async (
  aws: LocalAws,
  gateway: ReturnType<typeof createGateway>,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  let request: HttpRequest;
  try {
    request = await readRequest(message);
  } catch {
    response.destroy();
    return;
  }
  const isControl = request.path.startsWith('/_local/');
  await send(response, isControl ? { kind: 'answered', answer: answerControl(aws, request) } : await gateway(request));
};

/**
 * Starts AWS on loopback: IAM, STS, SQS, DynamoDB, S3 and KMS at one address, with several accounts, real signatures, and
 * every call decided by the caller's current policies. Rejects with EADDRINUSE if the port is in use.
 *
 * ```ts
 * const aws = await createLocalAws({ port: 0, clock });
 * aws.seed({ accounts: [{ id: '111111111111', users: [{ name: 'alice', accessKeys: [...] }] }] });
 * const iam = new IAMClient({ endpoint: aws.url, region: aws.region, credentials: aws.rootCredentials('111111111111')
 * });
 * ```
 */
export const createLocalAws = async (options: LocalAwsOptions = {}): Promise<LocalAws> => {
  const { host = '127.0.0.1', port = DEFAULT_PORT, region = 'us-east-1', statePath } = options;
  const clock = options.clock ?? realClock;
  const scheduler = options.scheduler ?? (options.clock ? undefined : realScheduler);
  const server = createServer();
  const actualPort = await listen(server, port, host);
  const url = `http://${host}:${actualPort}`;

  const partition = partitionOfRegion(region);
  const store = openStateStore(statePath);
  const log = createCallLog(options.onCall);
  const faultSwitch = createFaultSwitch();
  const dynamo = createDynamoEngine(region, statePath);
  const queues = createQueueDirectory({ store, clock, scheduler, url, region });
  const services = {
    iam: iamService,
    sts: stsService,
    sqs: createSqsService(queues.find),
    dynamodb: createDynamoService(dynamo),
    s3: createS3Service(openObjectContents(statePath), region),
    secretsmanager: secretsManagerService,
    kms: kmsService,
    organizations: organizationsService,
  };
  const checksFreshness = options.checksFreshness ?? !options.clock;
  const gateway = createGateway({
    store,
    clock,
    checksFreshness,
    region,
    services,
    faultSwitch,
    log,
  });

  const facts = () => ({ now: clock.now(), region, sourceIp: '127.0.0.1' });

  const aws: LocalAws = {
    url,
    port: actualPort,
    region,
    partition,
    seed: (seed) => plantSeed(store, seed, clock.now(), partition),

    ...worldMethods(store),
    ...identityMethods(store, facts),
    ...signedRequests({ store, clock, region, checksFreshness }),

    queue: queues.byName,
    faults: faultSwitch.faults,
    calls: log.calls,
    resetCalls: log.reset,
    close: async () => {
      faultSwitch.faults.clear();
      queues.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await dynamo.close();
    },
  };

  const isShifted = options.clock !== undefined && options.checksFreshness === true;
  server.on('request', (message, response) => {
    // SDKs correct their clock by this header, so it must show the time that signatures are checked against.
    if (isShifted) response.setHeader('date', clock.now().toUTCString());
    void serve(aws, gateway, message, response);
  });
  return aws;
};
