import type { Question } from '../auth/authorize.ts';
import { callerArn } from '../auth/caller.ts';
import { AwsError } from '../errors.ts';
import type { RequestContext } from '../policy/context.ts';
import { showPrincipals } from '../world/trust-principals.ts';
import type { OwnedBucket, S3Call } from './s3-call.ts';

/** Which side refuses, in the words of S3: what a person must change follows from it. */
const whyRefused = (call: S3Call, question: Question, isExplicit: boolean): string => {
  const ownSide = call.decide({
    action: question.action,
    resource: question.resource,
    context: question.context ?? {},
  });
  if (isExplicit) {
    const side = ownSide === 'ExplicitlyDenied' ? 'an identity-based' : 'a resource-based';
    return `with an explicit deny in ${side} policy`;
  }
  const side = ownSide === 'Allowed' ? 'resource-based' : 'identity-based';
  return `because no ${side} policy allows the ${question.action} action`;
};

/** Throws AccessDenied unless every side that has a say allows it. */
export const requireQuestion = (call: S3Call, question: Question): void => {
  const decision = call.decide(question);
  if (decision === 'Allowed') return;
  const why = whyRefused(call, question, decision === 'ExplicitlyDenied');
  throw new AwsError(
    'AccessDenied',
    `User: ${callerArn(call.caller)} is not authorized to perform: ${question.action} on resource: "${question.resource}" ${why}`,
    403,
  );
};

/** What a bucket and its policy are asked, for the bucket itself or for a key in it. */
export const bucketQuestion = (
  call: S3Call,
  { owner, bucket }: OwnedBucket,
  action: string,
  key = '',
  context: RequestContext = {},
): Question => ({
  action,
  resource: `arn:aws:s3:::${bucket.name}${key === '' ? '' : `/${key}`}`,
  resourceAccount: owner.id,
  context,
  ...(bucket.policy ? { resourcePolicy: showPrincipals(call.store.state, bucket.policy) } : {}),
});

/** Throws AccessDenied unless the caller may do this to the bucket or key. */
export const requireOnBucket = (
  call: S3Call,
  owned: OwnedBucket,
  action: string,
  key = '',
  context: RequestContext = {},
): void => requireQuestion(call, bucketQuestion(call, owned, action, key, context));

/** Throws unless the key, by its policy and the caller's, lets the caller encrypt or decrypt for this object. */
export const requireKey = (
  call: S3Call,
  keyArn: string,
  action: 'kms:Decrypt' | 'kms:GenerateDataKey',
  objectArn: string,
): void => {
  const accountId = keyArn.split(':')[4] ?? '';
  const account = Object.hasOwn(call.store.state.accounts, accountId)
    ? call.store.state.accounts[accountId]
    : undefined;
  const key = account && Object.hasOwn(account.kmsKeys, keyArn) ? account.kmsKeys[keyArn] : undefined;
  if (!key) throw new AwsError('KMS.NotFoundException', `Key '${keyArn}' does not exist`);
  requireQuestion(call, {
    action,
    resource: keyArn,
    resourceAccount: accountId,
    context: {
      'kms:ViaService': `s3.${call.facts.region}.amazonaws.com`,
      'kms:CallerAccount': call.caller.account.id,
      'kms:EncryptionContext:aws:s3:arn': objectArn,
    },
    resourcePolicy: showPrincipals(call.store.state, key.policy),
    resourcePolicyIsRequired: true,
  });
};
