import type { RoleArn, UserArn } from '../names.ts';
import type { PolicyDocument } from './documents.ts';

/** Quotas from an earlier run. */
export interface KnownQuotas {
  readonly trustQuotaChars: number;
  readonly foreignInlineChars: number;
}

/** A role as just read from IAM. */
export interface ObservedRole {
  readonly roleArn: RoleArn;
  readonly trust: PolicyDocument;
  readonly trustQuotaChars: number;
  readonly maxSessionSeconds: number;
  /** The inline policy on the role that is the session guard of this hub. */
  readonly guard?: PolicyDocument;
  /** Characters of all other inline policies of the role. */
  readonly foreignInlineChars: number;
  /** Names of inline policies that are the session guard of another hub. */
  readonly otherHubGuards: readonly string[];
}

/** An IAM user as just read from IAM. */
export type ObservedUser =
  | { readonly kind: 'gone'; readonly userArn: UserArn }
  | {
      readonly kind: 'present';
      readonly userArn: UserArn;
      /** As IAM spells it. Lookups may ignore case; `aws:username` in a condition does not. */
      readonly userName: string;
      /** The inline policies of this hub by name, including those of release 0.1.0. */
      readonly policies: Readonly<Record<string, PolicyDocument>>;
      /** Characters of all other inline policies of the user. */
      readonly otherChars: number;
    };

export type RoleStep =
  | { readonly kind: 'put_guard'; readonly roleArn: RoleArn; readonly document: PolicyDocument }
  | { readonly kind: 'delete_guard'; readonly roleArn: RoleArn }
  | { readonly kind: 'put_trust'; readonly roleArn: RoleArn; readonly document: PolicyDocument };

export type UserStep =
  | {
      readonly kind: 'put_user_policy';
      readonly userArn: UserArn;
      readonly policyName: string;
      readonly document: PolicyDocument;
    }
  | { readonly kind: 'delete_user_policy'; readonly userArn: UserArn; readonly policyName: string };

/** One write to IAM. Each leaves a state that is safe to stay in. */
export type Step = RoleStep | UserStep;

/** Quotas of all inline policies together, in characters; they cannot be raised. Source: IAM and AWS STS quotas. */
export const ROLE_INLINE_QUOTA_CHARS = 10_240;
export const USER_INLINE_QUOTA_CHARS = 2_048;

/** By how much a document exceeds its quota. */
export interface Overflow {
  readonly neededChars: number;
  readonly quotaChars: number;
}
