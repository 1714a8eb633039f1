import type { NotSeen } from '../doctor/facts.ts';
import type { Judged, Policies, SourcedHit } from './sides.ts';
import type { PolicyRequest } from './statement.ts';
import type { Truth } from './truth.ts';

/** The sides of a decision, in the order in which a refusal is explained. */
export const SIDES = ['scp', 'rcp', 'identity', 'boundary', 'resource'] as const;
export type Side = (typeof SIDES)[number];

/** Everything that decides one call. */
export interface Decidable {
  readonly request: PolicyRequest;
  /** The account of the bucket, key or role. */
  readonly resourceAccount: string;
  readonly identity: Policies;
  /** Absent without a permissions boundary. */
  readonly boundary?: Policies;
  /** Service control policies by level, from the root to the account: every level must allow. */
  readonly scp: readonly Policies[];
  /** Resource control policies of the account of the resource: they can only deny here, since RCPFullAWSAccess always allows. */
  readonly rcp: Policies;
  /** A bucket policy, key policy or trust policy; no policies if there is none. */
  readonly resource: Policies;
  /** Keys and roles: their own policy must allow, even within one account. */
  readonly isResourceRequired?: boolean;
  /** Whether a grant of a KMS key gives the caller the operation: it admits as a key policy that names the role. */
  readonly grant?: { readonly truth: Truth; readonly unread: readonly NotSeen[] };
}

/** A reason for which a call is refused. */
export type Break =
  | { readonly kind: 'denied'; readonly side: Side; readonly hit: SourcedHit }
  /** `near`: the statements that would allow it if their conditions held. */
  | { readonly kind: 'missing'; readonly side: Side; readonly level: number; readonly near: readonly SourcedHit[] };

/** A reason for which a call cannot be judged. */
export interface Doubt {
  readonly side: Side;
  /** Whether an allowing statement may be missing; otherwise, a statement may deny. */
  readonly lacks: boolean;
  readonly judged: Judged;
}

export type Verdict =
  | { readonly result: 'allowed' }
  | { readonly result: 'denied'; readonly breaks: readonly Break[]; readonly doubts: readonly Doubt[] }
  | { readonly result: 'not_judged'; readonly doubts: readonly Doubt[] };
