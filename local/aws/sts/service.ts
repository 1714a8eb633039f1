import { callerArn, callerUserId } from '../auth/caller.ts';
import type { Call, Service } from '../call.ts';
import { AwsError, notImplementedHere } from '../errors.ts';
import { type Params, requestParams } from '../http/params.ts';
import { queryAnswer, queryError } from '../http/query-protocol.ts';
import type { XmlValue } from '../http/xml.ts';
import { assumeRole } from './assume-role.ts';
import { getSessionToken } from './get-session-token.ts';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** Policies cannot deny this operation. */
const getCallerIdentity = ({ caller }: Call): XmlValue => ({
  Arn: callerArn(caller),
  UserId: callerUserId(caller),
  Account: caller.account.id,
});

/** The STS operations that credentials from GetSessionToken can call. Source: AWS, STS API Reference, GetSessionToken. */
const OPEN_TO_SESSION_TOKENS = new Set(['AssumeRole', 'GetCallerIdentity', 'GetSessionToken']);

const resultOf = (call: Call, params: Params): XmlValue => {
  const isSessionToken = call.caller.kind === 'user' && call.caller.session !== undefined;
  if (isSessionToken && !OPEN_TO_SESSION_TOKENS.has(call.operation)) {
    throw new AwsError('AccessDenied', `Cannot call ${call.operation} with session credentials`, 403);
  }
  switch (call.operation) {
    case 'AssumeRole':
      return assumeRole(call, params);
    case 'GetSessionToken':
      return getSessionToken(call, params);
    case 'GetCallerIdentity':
      return getCallerIdentity(call);
    default:
      throw notImplementedHere(`the STS operation ${call.operation}`);
  }
};

/** STS, query protocol 2011-06-15. */
export const stsService: Service = {
  describe: (request) => {
    const params = requestParams(request);
    const arn = params.optional('RoleArn');
    const operation = params.optional('Action') ?? '';
    if (arn === undefined) return { operation, resource: '' };
    return { operation, resource: arn.slice(arn.lastIndexOf('/') + 1), account: arn.split(':')[4] ?? '' };
  },
  run: (call) => queryAnswer(call.operation, NAMESPACE, resultOf(call, requestParams(call.request)), call.requestId),
  answerError: (error, requestId) => queryError(NAMESPACE, error, requestId),
};
