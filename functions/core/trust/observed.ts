import type { RoleArn, UserArn } from '../names.ts';
import type { PolicyDocument } from './documents.ts';

/** One side of a person in their own account. */
export type ObservedIdentity =
  | { readonly kind: 'gone' }
  | {
      readonly kind: 'present';
      /** Our inline policy for this role, if there is one. */
      readonly ours?: PolicyDocument;
      /** Characters of the user's other inline policies, those of ours for other roles included. Absent where they were not read. */
      readonly otherChars?: number;
    };

/** How much room a role has, beside its trust policy: as just read, or as last seen. */
export interface RoomSeen {
  readonly trustQuotaChars: number;
  readonly foreignInlineChars: number;
}

/** What stands in IAM for one role, as just read. */
export interface ObservedRole {
  readonly roleArn: RoleArn;
  readonly trust: PolicyDocument;
  readonly trustQuotaChars: number;
  readonly maxSessionSeconds: number;
  /** Our inline policy on the role. */
  readonly guard?: PolicyDocument;
  /** Characters of the role's other inline policies. */
  readonly foreignInlineChars: number;
  /** Only the people who were looked at. */
  readonly identities: Readonly<Record<UserArn, ObservedIdentity>>;
}

/** One write to IAM. Each leaves a state that is safe to stay in. */
export type Step =
  | { readonly kind: 'put_guard'; readonly roleArn: RoleArn; readonly document: PolicyDocument }
  | { readonly kind: 'delete_guard'; readonly roleArn: RoleArn }
  | { readonly kind: 'put_trust'; readonly roleArn: RoleArn; readonly document: PolicyDocument }
  | {
      readonly kind: 'put_identity';
      readonly roleArn: RoleArn;
      readonly userArn: UserArn;
      readonly document: PolicyDocument;
    }
  | { readonly kind: 'delete_identity'; readonly roleArn: RoleArn; readonly userArn: UserArn };

/** Quotas of inline policies in sum, in characters; they cannot be raised. Source: IAM and AWS STS quotas. */
export const ROLE_INLINE_QUOTA_CHARS = 10_240;
export const USER_INLINE_QUOTA_CHARS = 2_048;
