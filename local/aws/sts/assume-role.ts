import { callerArn } from '../auth/caller.ts';
import { whyRefused } from '../auth/refusal.ts';
import type { Call } from '../call.ts';
import { AwsError, validationError } from '../errors.ts';
import { type Params, requireLength, requirePattern } from '../http/params.ts';
import type { XmlValue } from '../http/xml.ts';
import type { PolicyDocument } from '../policy/document.ts';
import { parsePolicy } from '../policy/validate.ts';
import { findManagedPolicy, findRole } from '../world/lookup.ts';
import { sessionArn } from '../world/trust-principals.ts';
import { type AssumeEvaluation, mayAssume } from './may-assume.ts';
import { verifyMfa } from './mfa.ts';
import { newSessionTags, sessionTagsOf } from './session-tags.ts';
import { credentialsXml, issueCredentials } from './sessions.ts';

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

const MAX_POLICY_CHARACTERS = 2048;
const MAX_POLICY_ARNS = 10;

/** Session policies. Source: AWS, STS API Reference, AssumeRole: 2,048 characters, ten managed policies. */
const sessionPolicies = (call: Call, params: Params): readonly PolicyDocument[] => {
  const inline = params.optional('Policy');
  if (inline !== undefined) requireLength('Policy', inline, 1, MAX_POLICY_CHARACTERS);
  const arns = params.list('PolicyArns');
  if (arns.length > MAX_POLICY_ARNS) {
    throw validationError(
      `Value at 'policyArns' failed to satisfy constraint: Member must have length less than or equal to 10`,
    );
  }
  const managed = arns.map(({ arn = '' }) => {
    const document = findManagedPolicy(call.store.state, arn);
    if (!document) throw new AwsError('MalformedPolicyDocument', `The policy ${arn} does not exist`);
    return document;
  });
  return [...(inline === undefined ? [] : [parsePolicy(inline, 'identity')]), ...managed];
};

/**
 * The source identity. It is set once and then inherited. Source: AWS, "Monitor and control actions taken with assumed
 * roles".
 */
const sourceIdentityOf = (call: Call, params: Params, arn: string): string | undefined => {
  const passed = params.optional('SourceIdentity');
  if (passed !== undefined) nameLike('SourceIdentity', passed, 64);
  const carried = call.caller.kind === 'session' ? call.caller.session.sourceIdentity : undefined;
  if (passed !== undefined && carried !== undefined && passed !== carried) {
    throw refused(call, 'sts:SetSourceIdentity', arn, '');
  }
  return passed ?? carried;
};

const refused = (call: Call, action: string, arn: string, why: string): AwsError =>
  new AwsError(
    'AccessDenied',
    `User: ${callerArn(call.caller)} is not authorized to perform: ${action} on resource: ${arn}${why}`,
    403,
  );

/**
 * Includes the reason, except if the trust policy or the identity policy does not allow: STS does not reveal which of
 * the two refused.
 */
const reasonShown = ({ action, evaluation }: AssumeEvaluation): string => {
  if (evaluation.decision === 'Allowed') return '';
  const isSilent =
    evaluation.decision === 'ImplicitlyDenied' &&
    (evaluation.side === 'identity-based policy' || evaluation.side === 'resource-based policy');
  return isSilent ? '' : ` ${whyRefused(evaluation, action)}`;
};

const requireShortEnough = (call: Call, seconds: number, max: number): void => {
  if (call.caller.kind === 'session' && seconds > CHAINED_SECONDS) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
  if (seconds > max) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
};

const PARAMETERS = [
  'RoleArn',
  'RoleSessionName',
  'DurationSeconds',
  'ExternalId',
  'Policy',
  'PolicyArns',
  'SourceIdentity',
  'SerialNumber',
  'TokenCode',
  'Tags',
  'TransitiveTagKeys',
];

const externalIdOf = (params: Params): string | undefined => {
  const externalId = params.optional('ExternalId');
  return externalId === undefined
    ? undefined
    : nameLike('ExternalId', externalId, 1224, /^[\w+=,.@:/-]*$/, '[\\w+=,.@:\\/-]*');
};

/**
 * AssumeRole. STS returns the same error if the role is missing, does not trust the caller, or the caller is not
 * allowed.
 */
export const assumeRole = (call: Call, params: Params): XmlValue => {
  params.only(PARAMETERS);
  const arn = requireLength('RoleArn', params.required('RoleArn'), 20, 2048);
  const sessionName = nameLike('RoleSessionName', params.required('RoleSessionName'), 64);
  const externalId = externalIdOf(params);
  const requested = durationParam(params);
  if (!/^arn:aws(-cn|-us-gov)?:iam::\d{12}:role\/[\u0021-\u007F]+$/.test(arn))
    throw validationError(`${arn} is invalid`);
  if (call.caller.kind === 'root')
    throw new AwsError('AccessDenied', 'Roles may not be assumed by root accounts.', 403);
  const tags = sessionTagsOf(call.caller, params);
  const sourceIdentity = sourceIdentityOf(call, params, arn);
  const isMfaVerified = verifyMfa(call, params);

  const located = findRole(call.store.state, arn);
  if (!located) throw refused(call, 'sts:AssumeRole', arn, '');
  const { account, entity: role } = located;
  const question = { account, role, sessionName, externalId, sourceIdentity, tags, isMfaVerified };
  const answer = mayAssume(call.store.state, call.caller, call.facts, question);
  if (answer.evaluation.decision !== 'Allowed') throw refused(call, answer.action, arn, reasonShown(answer));

  const durationSeconds = requested ?? CHAINED_SECONDS;
  requireShortEnough(call, durationSeconds, role.maxSessionDurationSeconds);
  const policies = sessionPolicies(call, params);
  const credentials = issueCredentials(call.store, {
    accountId: account.id,
    holderId: role.id,
    sessionName,
    durationSeconds,
    now: call.facts.now,
    // Credentials from AssumeRole carry no MFA information. Source: AWS, IAM User Guide, "Secure API access with MFA".
    details: {
      ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
      ...(policies.length === 0 ? {} : { sessionPolicies: policies }),
      ...newSessionTags(tags),
    },
  });
  return {
    AssumedRoleUser: {
      AssumedRoleId: `${role.id}:${sessionName}`,
      Arn: sessionArn(account, role.name, sessionName),
    },
    Credentials: credentialsXml(credentials),
    SourceIdentity: sourceIdentity,
  };
};
