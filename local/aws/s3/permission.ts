import type { Question } from '../auth/authorize.ts';
import { requireAllowedBy } from '../auth/refusal.ts';
import type { RequestContext } from '../policy/context.ts';
import { partitionOf } from '../world/partition.ts';
import { showPrincipals } from '../world/trust-principals.ts';
import type { OwnedBucket, S3Call } from './s3-call.ts';

/** Throws AccessDenied unless every policy that must allow the call allows it. */
export const requireQuestion = (call: S3Call, question: Question): void =>
  requireAllowedBy(call.explain(question), call.caller, question.action, `"${question.resource}"`);

/** The actions that need permission, on the bucket or on a key in it. */
export const bucketQuestion = (
  call: S3Call,
  { owner, bucket }: OwnedBucket,
  action: string,
  key = '',
  context: RequestContext = {},
): Question => ({
  action,
  resource: `arn:${partitionOf(owner)}:s3:::${bucket.name}${key === '' ? '' : `/${key}`}`,
  resourceAccount: owner.id,
  context,
  ...(bucket.policy ? { resourcePolicy: showPrincipals(call.store.state, bucket.policy) } : {}),
});

/** Throws AccessDenied unless the caller may perform the action on the bucket or key. */
export const requireOnBucket = (
  call: S3Call,
  owned: OwnedBucket,
  action: string,
  key = '',
  context: RequestContext = {},
): void => requireQuestion(call, bucketQuestion(call, owned, action, key, context));
