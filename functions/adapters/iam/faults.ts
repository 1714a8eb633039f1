import { IamFault, type IamFaultKind } from '../../core/fault.ts';
import { type PolicyDocument, policyChars } from '../../core/trust/documents.ts';
import { findDeadPrincipals } from './dead-principals.ts';
import { isAboutCredentials, isPassing, isThrottling, readSdkError, type SdkError } from './sdk-errors.ts';

/** One call of IAM, for messages. */
export interface Attempt {
  /** Such as `iam:PutRolePolicy`. */
  readonly action: string;
  /** The ARN of the role or user, or of the root of the account. */
  readonly resource: string;
  /** The document to write. */
  readonly document?: PolicyDocument;
}

type ErrorClass = { readonly kind: IamFaultKind; readonly fix: string; readonly retryable: boolean };

const final = (kind: IamFaultKind, fix: string): ErrorClass => ({ kind, fix, retryable: false });
const passing = (kind: IamFaultKind, fix: string): ErrorClass => ({ kind, fix, retryable: true });

const isUser = ({ resource }: Attempt): boolean => resource.includes(':user/');
const accountOf = ({ resource }: Attempt): string => resource.split(':')[4] ?? '';

const missing = (attempt: Attempt): ErrorClass =>
  isUser(attempt)
    ? final('no_such_user', `create ${attempt.resource}, or correct the person's entry under "people" in access.yaml`)
    : final('no_such_role', `create ${attempt.resource}, or correct the ARN under "roles" in access.yaml`);

const overQuota = (attempt: Attempt, { message }: SdkError): ErrorClass => {
  const quota = /quota for \w+: (\d+)/.exec(message)?.[1] ?? /size of (\d+) bytes/.exec(message)?.[1];
  const figures = [
    attempt.document === undefined ? '' : `the document has ${policyChars(attempt.document)} characters`,
    quota === undefined ? '' : `IAM takes ${quota}${attempt.action === 'iam:UpdateAssumeRolePolicy' ? '' : ' in sum'}`,
  ];
  const figure = figures.filter((part) => part !== '').join(', ');
  const remedy =
    attempt.action === 'iam:UpdateAssumeRolePolicy'
      ? `end grants of ${attempt.resource}, shorten its other statements, or raise "Role trust policy length" in Service Quotas`
      : `move other inline policies of ${attempt.resource} into managed policies, or end grants that need them`;
  return final('quota', figure === '' ? remedy : `${figure}: ${remedy}`);
};

const denied = (attempt: Attempt, { message }: SdkError): ErrorClass => {
  const call = `${attempt.action} on ${attempt.resource}`;
  if (/(service|resource) control policy/i.test(message))
    return final('denied', `exempt the manager role from the organisation's policy that denies ${call}`);
  if (/permissions boundary/i.test(message))
    return final('denied', `allow ${call} in the permissions boundary of the manager role`);
  if (/explicit deny/i.test(message))
    return final('denied', `name another role or user in access.yaml: the manager role is denied ${call} on purpose`);
  return final(
    'denied',
    `see that ${attempt.resource} exists, give it the tag that the account stack of ${accountOf(attempt)} asks for, or add its ARN, spelled as in IAM, to the list ` +
      `of that stack and deploy it, so that the manager role may call ${attempt.action}`,
  );
};

const DEAD_PRINCIPAL_NOTE = 'IAM refuses every write of this trust policy until then';

const malformed = (attempt: Attempt, { message }: SdkError): ErrorClass => {
  if (!/invalid principal/i.test(message))
    return final(
      'malformed',
      `look at the statements of ${attempt.resource}: IAM takes the document as a whole or not at all`,
    );
  const dead = attempt.document === undefined ? [] : findDeadPrincipals(attempt.document, message);
  const removals = dead.map(
    ({ principal, statement }) => `remove the principal "${principal}" from statement "${statement}"`,
  );
  const whose = dead.length > 1 ? 'they belong to deleted users or roles' : 'it belongs to a deleted user or role';
  return final(
    'dead_principal',
    removals.length === 0
      ? `remove the principal that IAM names from the trust policy of ${attempt.resource}: ${DEAD_PRINCIPAL_NOTE}`
      : `${removals.join(', ')}: ${whose}, and ${DEAD_PRINCIPAL_NOTE}`,
  );
};

const WAIT = 'nothing: the work is tried again';

const classify = (error: SdkError, attempt: Attempt): ErrorClass => {
  switch (error.code) {
    case 'NoSuchEntity':
      return missing(attempt);
    case 'LimitExceeded':
      return overQuota(attempt, error);
    case 'AccessDenied':
      return denied(attempt, error);
    case 'MalformedPolicyDocument':
      return malformed(attempt, error);
    case 'InvalidInput':
    case 'ValidationError':
      return final('malformed', `look at ${attempt.resource} in access.yaml: IAM does not take what was sent for it`);
    case 'UnmodifiableEntity':
      return final(
        'denied',
        `name an ordinary role in access.yaml: ${attempt.resource} was made by AWS (a service-linked role or a permission ` +
          'set of Identity Center), and only AWS may change it',
      );
    case 'ConcurrentModification':
    case 'EntityTemporarilyUnmodifiable':
      return passing('unavailable', WAIT);
    default:
      if (isAboutCredentials(error)) return passing('unavailable', `${WAIT}, with new credentials of the manager role`);
      if (isThrottling(error)) return passing('throttled', `${WAIT}; IAM throttled the call`);
      return isPassing(error)
        ? passing('unavailable', WAIT)
        : final('unavailable', `fix the cause in the message of IAM: the bot does not know the error ${error.code}`);
  }
};

/** Converts an error of IAM into an IamFault. */
export const toIamFault = (error: unknown, attempt: Attempt): IamFault => {
  if (error instanceof IamFault) return error;
  const read = readSdkError(error);
  return new IamFault({
    ...classify(read, attempt),
    message: `${attempt.action} on ${attempt.resource}: ${read.code}: ${read.message}`,
    resource: attempt.resource,
    cause: error,
  });
};
