import { authenticate } from './auth/authenticate.ts';
import { explainFor } from './auth/authorize.ts';
import { type Caller, callerArn, callerUserId } from './auth/caller.ts';
import { hasSignature, parseSignature } from './auth/sigv4.ts';
import { AwsError } from './errors.ts';
import type { Clock, LocalAws, SignedRequestVerdict } from './types.ts';
import type { StateStore } from './world/state.ts';

/** The error names of API Gateway, where they differ from those of other services. */
const CODES: Readonly<Record<string, string>> = {
  SignatureDoesNotMatch: 'InvalidSignatureException',
  InvalidClientTokenId: 'UnrecognizedClientException',
  ExpiredToken: 'ExpiredTokenException',
};

const refused = (code: string, message: string, member: 'message' | 'Message' = 'message'): SignedRequestVerdict => ({
  kind: 'refused',
  status: 403,
  code,
  body: JSON.stringify({ [member]: message }),
});

/** API Gateway hides most of the account in this message. */
const masked = (arn: string, account: string): string => arn.replace(account, `********${account.slice(-4)}`);

const callOf = (caller: Caller, accessKeyId: string): SignedRequestVerdict => ({
  kind: 'signed',
  arn: callerArn(caller),
  userId: callerUserId(caller),
  accountId: caller.account.id,
  accessKeyId,
});

/**
 * What API Gateway does with a request to a method with AWS_IAM: it verifies the signature, and then decides execute-api:Invoke. A
 * caller of another account needs the resource policy of the API too. Source: API Gateway Developer Guide, "How API Gateway resource
 * policies affect authorization workflow", and "Gateway response types".
 */
export const signedRequests = ({
  store,
  clock,
  region,
  checksFreshness,
}: {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly region: string;
  readonly checksFreshness: boolean;
}): Pick<LocalAws, 'verifySigned'> => ({
  verifySigned: ({ request, service, action, resource, resourceAccount, resourcePolicy }) => {
    const signature = parseSignature(request);
    if (signature === undefined)
      return hasSignature(request)
        ? refused('IncompleteSignatureException', 'The request signature does not conform to AWS standards.')
        : refused('MissingAuthenticationTokenException', 'Missing Authentication Token');
    if (signature.service !== service)
      return refused('InvalidSignatureException', `Credential should be scoped to correct service: '${service}'. `);
    const now = clock.now();
    let caller: Caller;
    try {
      caller = authenticate(store.state, request, signature, { now, checksFreshness, region });
    } catch (error) {
      if (error instanceof AwsError) return refused(CODES[error.code] ?? error.code, error.message);
      throw error;
    }
    const { decision } = explainFor(
      store.state,
      caller,
      { now, region, sourceIp: request.sourceIp },
      { action, resource, resourceAccount, ...(resourcePolicy === undefined ? {} : { resourcePolicy }) },
    );
    if (decision === 'Allowed') return callOf(caller, signature.accessKeyId);
    const denied = `User: ${callerArn(caller)} is not authorized to perform: ${action} on resource: ${masked(resource, resourceAccount)}`;
    return refused('AccessDeniedException', denied, 'Message');
  },
});
