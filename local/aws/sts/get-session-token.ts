import { callerArn } from '../auth/caller.ts';
import { whyRefused } from '../auth/refusal.ts';
import type { Call } from '../call.ts';
import { AwsError, notImplementedHere, validationError } from '../errors.ts';
import type { Params } from '../http/params.ts';
import type { XmlValue } from '../http/xml.ts';
import { verifyMfa } from './mfa.ts';
import { credentialsXml, issueCredentials } from './sessions.ts';

const LEAST_SECONDS = 900;
const MAX_SECONDS = 129_600;
const USUAL_SECONDS = 43_200;
const ACTION = 'sts:GetSessionToken';

/**
 * GetSessionToken: temporary credentials of an IAM user, with or without MFA. It requires no permissions; only an explicit deny refuses
 * it. Source: AWS, STS API Reference, GetSessionToken.
 */
export const getSessionToken = (call: Call, params: Params): XmlValue => {
  params.only(['DurationSeconds', 'SerialNumber', 'TokenCode']);
  const { caller } = call;
  if (caller.kind === 'root') throw notImplementedHere('GetSessionToken for the root user');
  if (caller.kind === 'session' || caller.session) {
    throw new AwsError('AccessDenied', 'Cannot call GetSessionToken with session credentials', 403);
  }
  const durationSeconds = params.integer('DurationSeconds') ?? USUAL_SECONDS;
  if (durationSeconds < LEAST_SECONDS || durationSeconds > MAX_SECONDS) {
    throw validationError(
      `Value '${durationSeconds}' at 'durationSeconds' failed to satisfy constraint: Member must lie between ${LEAST_SECONDS} and ${MAX_SECONDS}`,
    );
  }
  const evaluation = call.explain({ action: ACTION, resource: '*' });
  if (evaluation.decision === 'ExplicitlyDenied') {
    throw new AwsError(
      'AccessDenied',
      `User: ${callerArn(caller)} is not authorized to perform: ${ACTION} ${whyRefused(evaluation, ACTION)}`,
      403,
    );
  }
  const isMultiFactorAuthenticated = verifyMfa(call, params);
  const credentials = issueCredentials(call.store, {
    accountId: caller.account.id,
    holderId: caller.user.id,
    sessionName: '',
    durationSeconds,
    now: call.facts.now,
    details: { isMultiFactorAuthenticated },
  });
  return { Credentials: credentialsXml(credentials) };
};
