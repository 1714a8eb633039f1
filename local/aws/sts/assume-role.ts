import { callerArn } from '../auth/caller.ts';
import type { Call } from '../call.ts';
import { AwsError, validationError } from '../errors.ts';
import { type Params, requireLength, requirePattern } from '../http/params.ts';
import type { XmlValue } from '../http/xml.ts';
import type { PolicyDocument } from '../policy/document.ts';
import { parsePolicy } from '../policy/validate.ts';
import { findManagedPolicy, findRole } from '../world/lookup.ts';
import { sessionArn } from '../world/trust-principals.ts';
import { mayAssume } from './may-assume.ts';
import { issueCredentials } from './sessions.ts';

const NAME = /^[\w+=,.@-]*$/;
const CHAINED_SECONDS = 3600;

const nameLike = (name: string, value: string, longest: number, pattern = NAME, shown = '[\\w+=,.@-]*') =>
  requirePattern(name, requireLength(name, value, 2, longest), pattern, shown);

const durationParam = (params: Params): number | undefined => {
  const seconds = params.integer('DurationSeconds');
  if (seconds === undefined || (seconds >= 900 && seconds <= 43_200)) return seconds;
  const bound = seconds < 900 ? 'greater than or equal to 900' : 'less than or equal to 43200';
  throw validationError(
    `Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value ${bound}`,
  );
};

const sessionPolicies = (call: Call, params: Params): readonly PolicyDocument[] => {
  const inline = params.optional('Policy');
  const managed = params.list('PolicyArns').map(({ arn = '' }) => {
    const document = findManagedPolicy(call.store.state, arn);
    if (!document) throw new AwsError('MalformedPolicyDocument', `The policy ${arn} does not exist`);
    return document;
  });
  return [...(inline === undefined ? [] : [parsePolicy(inline, 'identity')]), ...managed];
};

const requireShortEnough = (call: Call, seconds: number, most: number): void => {
  if (call.caller.kind === 'session' && seconds > CHAINED_SECONDS) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
  if (seconds > most) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
};

/** AssumeRole: refuses in STS's words, whether the role is missing, does not trust the caller or the caller may not. */
export const assumeRole = (call: Call, params: Params): XmlValue => {
  params.only([
    'RoleArn',
    'RoleSessionName',
    'DurationSeconds',
    'ExternalId',
    'Policy',
    'PolicyArns',
    'SourceIdentity',
  ]);
  const arn = requireLength('RoleArn', params.required('RoleArn'), 20, 2048);
  const sessionName = nameLike('RoleSessionName', params.required('RoleSessionName'), 64);
  const externalId = params.optional('ExternalId');
  if (externalId !== undefined) {
    nameLike('ExternalId', externalId, 1224, /^[\w+=,.@:/-]*$/, '[\\w+=,.@:\\/-]*');
  }
  const sourceIdentity = params.optional('SourceIdentity');
  if (sourceIdentity !== undefined) nameLike('SourceIdentity', sourceIdentity, 64);
  const requested = durationParam(params);
  if (!/^arn:aws:iam::\d{12}:role\/[\u0021-\u007F]+$/.test(arn)) throw validationError(`${arn} is invalid`);
  if (call.caller.kind === 'root')
    throw new AwsError('AccessDenied', 'Roles may not be assumed by root accounts.', 403);

  const located = findRole(call.store.state, arn);
  const decision = located
    ? mayAssume(call.store.state, call.caller, call.facts, {
        account: located.account,
        role: located.entity,
        sessionName,
        externalId,
        sourceIdentity,
      })
    : 'ImplicitlyDenied';
  if (!located || decision !== 'Allowed') {
    throw new AwsError(
      'AccessDenied',
      `User: ${callerArn(call.caller)} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
      403,
    );
  }

  const { account, entity: role } = located;
  const durationSeconds = requested ?? CHAINED_SECONDS;
  requireShortEnough(call, durationSeconds, role.maxSessionDurationSeconds);
  const policies = sessionPolicies(call, params);
  const credentials = issueCredentials(call.store, {
    account,
    role,
    sessionName,
    durationSeconds,
    now: call.facts.now,
    details: {
      ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
      ...(policies.length === 0 ? {} : { sessionPolicies: policies }),
    },
  });
  return {
    AssumedRoleUser: {
      AssumedRoleId: `${role.id}:${sessionName}`,
      Arn: sessionArn(account.id, role.name, sessionName),
    },
    Credentials: {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      SessionToken: credentials.sessionToken,
      Expiration: credentials.expiration,
    },
    SourceIdentity: sourceIdentity,
  };
};
