import type { Call, Service } from '../call.ts';
import { AwsError, notImplementedHere } from '../errors.ts';
import { requestParams } from '../http/params.ts';
import { queryAnswer, queryError } from '../http/query-protocol.ts';
import { accountOperations } from './account.ts';
import { authorizationDetailsOperations } from './authorization-details.ts';
import { boundaryOperations } from './boundaries.ts';
import { customerPolicyOperations } from './customer-policies.ts';
import { entityPolicyOperations } from './entity-policies.ts';
import type { IamOperation } from './iam-call.ts';
import { mfaDeviceOperations } from './mfa-devices.ts';
import { roleOperations } from './roles.ts';
import { userOperations } from './users.ts';

const NAMESPACE = 'https://iam.amazonaws.com/doc/2010-05-08/';

const operations: ReadonlyMap<string, IamOperation> = new Map(
  Object.entries({
    ...roleOperations,
    ...userOperations,
    ...entityPolicyOperations,
    ...boundaryOperations,
    ...mfaDeviceOperations,
    ...customerPolicyOperations,
    ...accountOperations,
    ...authorizationDetailsOperations,
  }),
);

const run = (call: Call) => {
  const { caller } = call;
  // Credentials from GetSessionToken cannot call IAM without MFA. Source: AWS, STS API Reference, GetSessionToken.
  if (caller.kind === 'user' && caller.session && !caller.session.isMultiFactorAuthenticated) {
    throw new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid', 403);
  }
  const operation = operations.get(call.operation);
  if (!operation) throw notImplementedHere(`the IAM operation ${call.operation}`);
  const params = requestParams(call.request);
  const result = operation({ ...call, params, account: call.caller.account });
  return queryAnswer(call.operation, NAMESPACE, result, call.requestId);
};

/** IAM, query protocol 2010-05-08. */
export const iamService: Service = {
  describe: (request) => {
    const params = requestParams(request);
    const resource = params.optional('RoleName') ?? params.optional('UserName') ?? params.optional('PolicyArn') ?? '';
    return { operation: params.optional('Action') ?? '', resource };
  },
  run,
  answerError: (error, requestId) => queryError(NAMESPACE, error, requestId),
};
