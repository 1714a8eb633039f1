import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isExpired, ownerOfKey } from './auth/authenticate.ts';
import { explainFor } from './auth/authorize.ts';
import { type Caller, sessionOf } from './auth/caller.ts';
import { codeOfStep, stepAt } from './auth/totp.ts';
import { createCallLog } from './call-log.ts';
import { answerControl } from './control.ts';
import { createDynamoEngine } from './dynamodb/engine.ts';
import { createDynamoService } from './dynamodb/service.ts';
import { createFaultSwitch } from './faults.ts';
import { createGateway, send } from './gateway.ts';
import { formParams } from './http/params.ts';
import { type HttpRequest, readRequest } from './http/request.ts';
import { iamService } from './iam/service.ts';
import { openObjectContents } from './s3/contents.ts';
import { createS3Service } from './s3/service.ts';
import { createQueueDirectory } from './sqs/directory.ts';
import { createSqsService } from './sqs/service.ts';
import { mayAssume } from './sts/may-assume.ts';
import { stsService } from './sts/service.ts';
import { sessionTagsOf } from './sts/session-tags.ts';
import { issueCredentials } from './sts/sessions.ts';
import { realClock, realScheduler } from './time.ts';
import type { Credentials, LocalAws, LocalAwsOptions } from './types.ts';
import {
  editRole,
  removeRole,
  removeUser,
  requireRole,
  requireUser,
  setServiceControlPolicies,
} from './world/edits.ts';
import { findRole, findUser } from './world/lookup.ts';
import { partitionOfRegion } from './world/partition.ts';
import { plantSeed } from './world/seed.ts';
import { openStateStore } from './world/state.ts';
import { accountView, roleView, userView } from './world/views.ts';

const DEFAULT_PORT = 4566;

const listen = (server: ReturnType<typeof createServer>, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });

/**
 * Starts AWS on loopback: IAM, STS, SQS, DynamoDB and S3 on one address, several accounts, real signatures, and every
 * call decided by the caller's policies at that moment. Rejects with EADDRINUSE when the port is taken.
 *
 * ```ts
 * const aws = await createLocalAws({ port: 0, clock });
 * aws.seed({ accounts: [{ id: '111111111111', users: [{ name: 'alice', accessKeys: [...] }] }] });
 * const iam = new IAMClient({ endpoint: aws.url, region: aws.region, credentials: aws.rootCredentials('111111111111') });
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
  const { state } = store;
  const log = createCallLog(options.onCall);
  const faultSwitch = createFaultSwitch();
  const dynamo = createDynamoEngine(region, statePath);
  const queues = createQueueDirectory({ store, clock, scheduler, url, region });
  const services = {
    iam: iamService,
    sts: stsService,
    sqs: createSqsService(queues.find),
    dynamodb: createDynamoService(dynamo),
    s3: createS3Service(openObjectContents(statePath)),
  };
  const gateway = createGateway({
    store,
    clock,
    checksFreshness: options.checksFreshness ?? !options.clock,
    region,
    services,
    faultSwitch,
    log,
  });

  const facts = () => ({ now: clock.now(), region, sourceIp: '127.0.0.1' });
  const liveCaller = ({ accessKeyId }: Credentials): Caller | undefined => {
    const caller = ownerOfKey(state, accessKeyId)?.caller;
    return caller && !isExpired(caller, clock.now()) ? caller : undefined;
  };

  const aws: LocalAws = {
    url,
    port: actualPort,
    region,
    partition,
    seed: (seed) => plantSeed(store, seed, clock.now(), partition),

    account: (id) => {
      const account = Object.hasOwn(state.accounts, id) ? state.accounts[id] : undefined;
      return account && accountView(state, account);
    },
    accounts: () => Object.values(state.accounts).map((account) => accountView(state, account)),
    role: (arn) => {
      const located = findRole(state, arn);
      return located && roleView(state, located.account, located.entity);
    },
    user: (arn) => {
      const located = findUser(state, arn);
      return located && userView(located.account, located.entity);
    },
    editRole: (arn, edit) => editRole(store, arn, edit),
    removeRole: (arn) => removeRole(store, arn),
    removeUser: (arn) => removeUser(store, arn),

    credentialsOf: (userArn) => {
      const [key] = requireUser(store, userArn).entity.accessKeys;
      if (!key) throw new RangeError(`${userArn} has no access key`);
      return { accessKeyId: key.id, secretAccessKey: key.secret };
    },
    rootCredentials: (accountId) => {
      const account = Object.hasOwn(state.accounts, accountId) ? state.accounts[accountId] : undefined;
      if (!account) throw new RangeError(`the local AWS has no account ${accountId}`);
      return { accessKeyId: account.rootKey.id, secretAccessKey: account.rootKey.secret };
    },
    mfaOf: (arn) => {
      const [device] = requireUser(store, arn).entity.mfaDevices ?? [];
      if (!device) throw new RangeError(`${arn} has no MFA device`);
      return { serialNumber: device.serialNumber, tokenCode: codeOfStep(device.secret, stepAt(clock.now())) };
    },
    setServiceControlPolicies: (accountId, policies) => setServiceControlPolicies(store, accountId, policies),
    issueSession: ({ roleArn, sessionName, durationSeconds, multiFactorAuthenticated = false, ...passed }) => {
      const { account, entity: role } = requireRole(store, roleArn);
      return issueCredentials(store, {
        accountId: account.id,
        holderId: role.id,
        sessionName,
        durationSeconds: durationSeconds ?? role.maxSessionDurationSeconds,
        now: clock.now(),
        details: {
          isMultiFactorAuthenticated: multiFactorAuthenticated,
          ...(passed.sourceIdentity === undefined ? {} : { sourceIdentity: passed.sourceIdentity }),
          ...(passed.tags === undefined ? {} : { tags: passed.tags }),
          ...(passed.transitiveTagKeys === undefined ? {} : { transitiveTagKeys: passed.transitiveTagKeys }),
        },
      });
    },
    decideAssumeRole: ({ as, roleArn, sessionName, externalId, sourceIdentity }) => {
      const caller = liveCaller(as);
      const located = findRole(state, roleArn);
      if (!caller || !located || caller.kind === 'root') return 'ImplicitlyDenied';
      return mayAssume(state, caller, facts(), {
        account: located.account,
        role: located.entity,
        sessionName,
        externalId,
        sourceIdentity: sourceIdentity ?? sessionOf(caller)?.sourceIdentity,
        tags: sessionTagsOf(caller, formParams('')),
      }).verdict.decision;
    },
    decideAction: ({ as, action, resource = '*' }) => {
      const caller = liveCaller(as);
      return caller ? explainFor(state, caller, facts(), { action, resource }).decision : 'ImplicitlyDenied';
    },

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

  server.on('request', async (message, response) => {
    let request: HttpRequest;
    try {
      request = await readRequest(message);
    } catch {
      response.destroy();
      return;
    }
    await send(
      response,
      request.path.startsWith('/_local/')
        ? { kind: 'answered', answer: answerControl(aws, request) }
        : await gateway(request),
    );
  });
  return aws;
};
