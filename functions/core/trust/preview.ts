import type { RoleTerms } from '../catalog/catalog.ts';
import { defined } from '../defined.ts';
import { type PolicyDocument, policyChars } from './documents.ts';
import type { Grant } from './grant.ts';
import type { GrantRefusal } from './grant-refusal.ts';
import {
  type ObservedRole,
  type ObservedUser,
  ROLE_INLINE_QUOTA_CHARS,
  type RoleStep,
  type Step,
  USER_INLINE_QUOTA_CHARS,
  type UserStep,
} from './observed.ts';
import { planRole } from './plan-role.ts';
import { planUser, type UserPlan } from './plan-user.ts';
import { guardPolicyName, type Hub } from './policy-names.ts';
import type { UserEntry } from './user-access.ts';

/** The change of one document, with its quota. */
export interface DocumentChange {
  readonly step: Step['kind'];
  /** Such as `trust policy of arn:aws:iam::222222222222:role/s3-list-role`. */
  readonly title: string;
  readonly before?: PolicyDocument;
  readonly after?: PolicyDocument;
  /** Characters of the document and of everything else that counts against the same quota. */
  readonly chars: number;
  readonly quotaChars: number;
}

/** What a grant would write to IAM, or why it would be refused. */
export type Preview =
  | { readonly kind: 'planned'; readonly changes: readonly DocumentChange[] }
  | { readonly kind: 'refused'; readonly refusal: GrantRefusal };

export interface RoleSide {
  readonly grant: Grant;
  readonly existing: readonly Grant[];
  readonly observed: ObservedRole;
  readonly terms: RoleTerms;
}

export interface UserSide {
  readonly entry: UserEntry;
  readonly existing: readonly UserEntry[];
  readonly observed: ObservedUser;
}

const charsOf = (document: PolicyDocument | undefined): number => (document === undefined ? 0 : policyChars(document));

const roleChange = (step: RoleStep, observed: ObservedRole, hub: Hub): DocumentChange => {
  const { trust, trustQuotaChars, guard, foreignInlineChars } = observed;
  const after = step.kind === 'delete_guard' ? undefined : step.document;
  const isTrust = step.kind === 'put_trust';
  return {
    step: step.kind,
    title: `${isTrust ? 'trust policy' : `inline policy ${guardPolicyName(hub)}`} of ${step.roleArn}`,
    ...defined({ before: isTrust ? trust : guard, after }),
    chars: charsOf(after) + (isTrust ? 0 : foreignInlineChars),
    quotaChars: isTrust ? trustQuotaChars : ROLE_INLINE_QUOTA_CHARS,
  };
};

const userChange = (step: UserStep, observed: ObservedUser, { otherChars }: UserPlan): DocumentChange => {
  const before = observed.kind === 'present' ? observed.policies[step.policyName] : undefined;
  const after = step.kind === 'put_user_policy' ? step.document : undefined;
  return {
    step: step.kind,
    title: `inline policy ${step.policyName} of ${step.userArn}`,
    ...defined({ before, after }),
    chars: charsOf(after) + otherChars,
    quotaChars: USER_INLINE_QUOTA_CHARS,
  };
};

/** The changes in IAM for one more grant, on the role and on the user. */
export const previewGrant = (role: RoleSide, user: UserSide | undefined, hub: Hub, now: Date): Preview => {
  const plan = planRole([...role.existing, role.grant], role.observed, { hub, terms: role.terms }, now);
  const refused = plan.refused.find(({ grant }) => grant === role.grant)?.refusal ?? plan.blocked;
  if (refused !== undefined) return { kind: 'refused', refusal: refused };
  const changes = plan.steps.map((step) => roleChange(step, role.observed, hub));
  if (user === undefined) return { kind: 'planned', changes };

  const userPlan = planUser([...user.existing, user.entry], user.observed, hub, now);
  const refusal = userPlan.refused.find(({ entry }) => entry === user.entry)?.refusal;
  if (refusal !== undefined) return { kind: 'refused', refusal };
  const userChanges = userPlan.steps.map((step) => userChange(step, user.observed, userPlan));
  return { kind: 'planned', changes: [...changes, ...userChanges] };
};
