import type { RoleArn } from '../names.ts';
import type { PolicyDocument } from './documents.ts';
import { POLICY_VERSION, policyChars, saysTheSame } from './documents.ts';
import type { ObservedIdentity, Step } from './observed.ts';
import { USER_INLINE_QUOTA_CHARS } from './observed.ts';
import { allowAssume } from './statements.ts';
import type { Holder } from './windows.ts';
import { openWindows } from './windows.ts';

type IamUserHolder = Holder & { readonly principal: { readonly kind: 'iam-user' } };

/** Whether we write the person's side. */
export const isManaged = (holder: Holder): holder is IamUserHolder =>
  holder.principal.kind === 'iam-user' && holder.principal.identity === 'managed';

/** The inline policy of a person for one role; undefined when nothing is left to allow. */
export const identityPolicy = (roleArn: RoleArn, holder: Holder, now: Date): PolicyDocument | undefined => {
  const statements = openWindows(holder, now).map((window) => allowAssume(roleArn, window, now));
  return statements.length === 0 ? undefined : { Version: POLICY_VERSION, Statement: statements };
};

/** The figure when a person's inline policies leave no room for one more; undefined when it fits. */
export const identityOverflow = (
  document: PolicyDocument | undefined,
  observed: ObservedIdentity,
): { neededChars: number; quotaChars: number } | undefined => {
  if (document === undefined || observed.kind === 'gone') return undefined;
  const neededChars = policyChars(document);
  const quotaChars = USER_INLINE_QUOTA_CHARS - (observed.otherChars ?? 0);
  return neededChars <= quotaChars ? undefined : { neededChars, quotaChars };
};

/** What to write on a person's side, and whether it opens something (goes before the trust) or only closes. */
export const identityStep = (
  roleArn: RoleArn,
  holder: IamUserHolder,
  observed: ObservedIdentity | undefined,
  now: Date,
): { readonly step: Step; readonly opens: boolean } | undefined => {
  if (observed === undefined || observed.kind === 'gone') return undefined;
  const userArn = holder.principal.arn;
  const document = identityPolicy(roleArn, holder, now);
  if (document === undefined) {
    return observed.ours === undefined
      ? undefined
      : { step: { kind: 'delete_identity', roleArn, userArn }, opens: false };
  }
  if (saysTheSame(document, observed.ours)) return undefined;
  return { step: { kind: 'put_identity', roleArn, userArn, document }, opens: true };
};
