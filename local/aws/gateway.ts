import type { ServerResponse } from 'node:http';
import { authenticate } from './auth/authenticate.ts';
import { explainFor } from './auth/authorize.ts';
import { type Caller, callerArn } from './auth/caller.ts';
import { hasSignature, parseSignature, type Signature } from './auth/sigv4.ts';
import type { AnsweredError, CallSubject, Service } from './call.ts';
import type { CallLog } from './call-log.ts';
import { AwsError } from './errors.ts';
import type { FaultEffect, FaultSwitch } from './faults.ts';
import type { HttpAnswer, HttpRequest } from './http/request.ts';
import type { Clock } from './types.ts';
import { newUuid } from './world/ids.ts';
import { iamRegionOf, partitionOfRegion } from './world/partition.ts';
import type { StateStore } from './world/state.ts';

export interface GatewayDeps {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly checksFreshness: boolean;
  readonly region: string;
  readonly services: Readonly<Record<string, Service>>;
  readonly faultSwitch: FaultSwitch;
  readonly log: CallLog;
}

/** The outcome of a call: an answer, or a connection that is closed immediately or when a fault is cleared. */
export type Outcome =
  | { readonly kind: 'answered'; readonly answer: HttpAnswer; readonly error?: { code: string; message: string } }
  | { readonly kind: 'cut'; readonly after: Promise<void>; readonly error: { code: string; message: string } };

interface Identified {
  readonly signature: Signature;
  readonly service: Service;
  readonly subject: CallSubject;
}

const identify = (services: Readonly<Record<string, Service>>, request: HttpRequest): Identified => {
  const signature = parseSignature(request);
  if (!signature) {
    throw hasSignature(request)
      ? new AwsError('IncompleteSignature', 'The request signature does not conform to AWS standards.')
      : new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
  }
  const service = Object.hasOwn(services, signature.service) ? services[signature.service] : undefined;
  if (!service) {
    throw new AwsError('UnknownService', `The local AWS has no service "${signature.service}"`, 404);
  }
  return { signature, service, subject: service.describe(request) };
};

/**
 * The region that a request must be signed for. IAM and Organizations have one region per partition. STS, S3 and KMS have endpoints in
 * every region of the partition, and all of them share one address here. Source: AWS, IAM User Guide, "Manage AWS STS in an
 * AWS Region".
 */
const requiredRegion = ({ service, region: signedRegion }: Signature, own: string): string => {
  const partition = partitionOfRegion(own);
  if (service === 'iam' || service === 'organizations') return iamRegionOf(partition);
  const isOfPartition = /^[a-z]{2}(-[a-z]+)+-\d$/.test(signedRegion) && partitionOfRegion(signedRegion) === partition;
  return ['sts', 's3', 'kms'].includes(service) && isOfPartition ? signedRegion : own;
};

/** Answers a request without a usable signature, in the protocol of the service that X-Amz-Target names. */
const answerUnsigned = (
  services: Readonly<Record<string, Service>>,
  request: HttpRequest,
  error: AwsError,
): HttpAnswer => {
  const target = request.headers['x-amz-target'] ?? '';
  const service = target.startsWith('DynamoDB_')
    ? 'dynamodb'
    : target.startsWith('AmazonSQS.')
      ? 'sqs'
      : target.startsWith('TrentService.')
        ? 'kms'
        : 'iam';
  return services[service]?.answerError(error, newUuid()) ?? { status: error.status, headers: {}, body: error.message };
};

const failed = (service: Service, error: AnsweredError, requestId: string): Outcome => ({
  kind: 'answered',
  answer: service.answerError(error, requestId),
  error: { code: error.code, message: error.message },
});

const outcomeOf = (effect: FaultEffect, service: Service, requestId: string): Outcome => {
  switch (effect.kind) {
    case 'answer':
      return failed(service, effect, requestId);
    case 'hang':
      return { kind: 'cut', after: effect.cleared, error: { code: 'hang', message: 'never answered' } };
    case 'connection-reset':
      return {
        kind: 'cut',
        after: Promise.resolve(),
        error: { code: 'connection-reset', message: 'the connection was closed' },
      };
  }
};

/** Runs the operation; an unexpected error becomes InternalFailure. */
const perform = async (
  { store, clock }: GatewayDeps,
  request: HttpRequest,
  { service, subject, signature }: Identified,
  caller: Caller,
): Promise<Outcome> => {
  const requestId = newUuid();
  const facts = { now: clock.now(), region: signature.region, sourceIp: request.sourceIp };
  try {
    const answer = await service.run({
      store,
      caller,
      facts,
      operation: subject.operation,
      requestId,
      request,
      explain: (question) => explainFor(store.state, caller, facts, question),
    });
    return { kind: 'answered', answer, ...(answer.error ? { error: answer.error } : {}) };
  } catch (error) {
    if (error instanceof AwsError) return failed(service, error, requestId);
    process.emitWarning(error instanceof Error ? error : new Error(String(error)));
    const message = `The local AWS failed: ${error instanceof Error ? error.message : String(error)}`;
    return failed(service, { code: 'InternalFailure', message, status: 500 }, requestId);
  }
};

/** The entry point of every call: verifies the signature, applies faults, calls the service and writes the log. */
export const createGateway = (deps: GatewayDeps): ((request: HttpRequest) => Promise<Outcome>) => {
  const { store, clock, services, faultSwitch, log, checksFreshness, region } = deps;

  const withFaults = async (request: HttpRequest, identified: Identified, caller: Caller): Promise<Outcome> => {
    const { subject, signature, service } = identified;
    const account = subject.account ?? caller.account.id;
    const hit = faultSwitch.match({ ...subject, service: signature.service, account });
    if (hit?.when === 'before') return outcomeOf(hit.effect, service, newUuid());
    const outcome = await perform(deps, request, identified, caller);
    return hit ? outcomeOf(hit.effect, service, newUuid()) : outcome;
  };

  const answerCall = async (request: HttpRequest, identified: Identified): Promise<Outcome & { caller?: Caller }> => {
    let caller: Caller;
    try {
      const { signature, service } = identified;
      const own = service.regionOf?.(request, store.state) ?? region;
      caller = authenticate(store.state, request, signature, {
        now: clock.now(),
        checksFreshness,
        region: requiredRegion(signature, own),
      });
    } catch (error) {
      if (error instanceof AwsError) return failed(identified.service, error, newUuid());
      throw error;
    }
    return { ...(await withFaults(request, identified, caller)), caller };
  };

  return async (request) => {
    const startedAt = performance.now();
    let identified: Identified;
    try {
      identified = identify(services, request);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return {
        kind: 'answered',
        answer: answerUnsigned(services, request, error),
        error,
      };
    }
    const at = clock.now();
    const { subject, signature } = identified;
    const outcome = await answerCall(request, identified);
    log.add({
      at,
      durationMs: performance.now() - startedAt,
      service: signature.service,
      operation: subject.operation,
      account: subject.account ?? outcome.caller?.account.id ?? '',
      resource: subject.resource,
      caller: outcome.caller ? callerArn(outcome.caller) : '',
      ...(outcome.error ? { error: outcome.error.code, message: outcome.error.message } : {}),
    });
    return outcome;
  };
};

/** Sends an outcome, or closes the connection. */
export const send = async (response: ServerResponse, outcome: Outcome): Promise<void> => {
  if (outcome.kind === 'cut') {
    await outcome.after;
    response.socket?.resetAndDestroy();
    return;
  }
  const { status, headers, body } = outcome.answer;
  // The answer to HEAD has the Content-Length of the body that is not sent.
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
  response.end(body);
};
