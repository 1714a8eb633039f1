import type { Grant } from '../grant.ts';
import type { UserArn } from '../names.ts';
import type { PolicyDocument } from './documents.ts';
import { policyChars } from './documents.ts';
import type { ObservedRole, Step } from './observed.ts';
import { ROLE_INLINE_QUOTA_CHARS, USER_INLINE_QUOTA_CHARS } from './observed.ts';
import type { GrantRefusal } from './plan.ts';
import { planRole } from './plan.ts';
import { GUARD_POLICY_NAME, identityPolicyName } from './policy-names.ts';

/** One document as it stands and as it would be written, with the room there is for it. */
export interface DocumentChange {
  readonly step: Step['kind'];
  /** Such as `trust policy of arn:aws:iam::222222222222:role/s3-list-role`. */
  readonly title: string;
  readonly before?: PolicyDocument;
  readonly after?: PolicyDocument;
  /** Characters with all that counts against the same quota. */
  readonly chars: number;
  readonly quotaChars: number;
}

/** What a grant would come to in IAM, or why it would not be taken. */
export type Preview =
  | { readonly kind: 'planned'; readonly changes: readonly DocumentChange[] }
  | { readonly kind: 'refused'; readonly refusal: GrantRefusal };

const identityOf = (observed: ObservedRole, userArn: UserArn) => {
  const identity = observed.identities[userArn];
  return identity?.kind === 'present' ? identity : { otherChars: 0 };
};

const member = <Name extends string>(name: Name, document: PolicyDocument | undefined) =>
  (document === undefined ? {} : { [name]: document }) as { readonly [Key in Name]?: PolicyDocument };

const changeOf = (step: Step, observed: ObservedRole): DocumentChange => {
  const after = 'document' in step ? step.document : undefined;
  const chars = after === undefined ? 0 : policyChars(after);
  const { roleArn } = step;
  switch (step.kind) {
    case 'put_trust':
      return {
        step: step.kind,
        title: `trust policy of ${roleArn}`,
        before: observed.trust,
        ...member('after', after),
        chars,
        quotaChars: observed.trustQuotaChars,
      };
    case 'put_guard':
    case 'delete_guard':
      return {
        step: step.kind,
        title: `inline policy ${GUARD_POLICY_NAME} of ${roleArn}`,
        ...member('before', observed.guard),
        ...member('after', after),
        chars: chars + observed.foreignInlineChars,
        quotaChars: ROLE_INLINE_QUOTA_CHARS,
      };
    case 'put_identity':
    case 'delete_identity': {
      const identity = identityOf(observed, step.userArn);
      return {
        step: step.kind,
        title: `inline policy ${identityPolicyName(roleArn)} of ${step.userArn}`,
        ...member('before', 'ours' in identity ? identity.ours : undefined),
        ...member('after', after),
        chars: chars + (identity.otherChars ?? 0),
        quotaChars: USER_INLINE_QUOTA_CHARS,
      };
    }
    default:
      return step satisfies never;
  }
};

/** What would be written to IAM if one more grant came to those that stand. Nothing is decided or written here. */
export const previewGrant = (grant: Grant, standing: readonly Grant[], observed: ObservedRole, now: Date): Preview => {
  const plan = planRole([...standing, grant], observed, now);
  const refused = plan.refused.find((one) => one.grant === grant);
  if (refused !== undefined) return { kind: 'refused', refusal: refused.refusal };
  if (plan.blocked !== undefined) return { kind: 'refused', refusal: plan.blocked };
  return { kind: 'planned', changes: plan.steps.map((step) => changeOf(step, observed)) };
};
