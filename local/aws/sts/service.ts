import { callerArn, callerUserId } from '../auth/caller.ts';
import type { Call, Service } from '../call.ts';
import { notImplementedHere } from '../errors.ts';
import { formParams, type Params } from '../http/params.ts';
import { queryAnswer, queryError } from '../http/query-protocol.ts';
import type { XmlValue } from '../http/xml.ts';
import { assumeRole } from './assume-role.ts';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** No policy can deny this one. */
const getCallerIdentity = ({ caller }: Call): XmlValue => ({
  Arn: callerArn(caller),
  UserId: callerUserId(caller),
  Account: caller.account.id,
});

const resultOf = (call: Call, params: Params): XmlValue => {
  switch (call.operation) {
    case 'AssumeRole':
      return assumeRole(call, params);
    case 'GetCallerIdentity':
      return getCallerIdentity(call);
    default:
      throw notImplementedHere(`the STS operation ${call.operation}`);
  }
};

/** STS, query protocol 2011-06-15. */
export const stsService: Service = {
  describe: (request) => {
    const params = formParams(request.body.toString());
    const arn = params.optional('RoleArn');
    const operation = params.optional('Action') ?? '';
    if (arn === undefined) return { operation, resource: '' };
    return { operation, resource: arn.slice(arn.lastIndexOf('/') + 1), account: arn.split(':')[4] ?? '' };
  },
  run: (call) =>
    queryAnswer(call.operation, NAMESPACE, resultOf(call, formParams(call.request.body.toString())), call.requestId),
  answerError: (error, requestId) => queryError(NAMESPACE, error, requestId),
};
