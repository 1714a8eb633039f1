import type { Principal } from '../catalog/catalog.ts';
import type { RoleArn, SlackUserId } from '../names.ts';
import type { RequestId } from '../request/ids.ts';

/**
 * The role's side of a request: one principal on one role, from `startsAt` to `endsAt`. The grants of a role define its
 * trust policy and session guard. A grant is deleted when nothing of it is left in IAM.
 */
export interface Grant {
  readonly roleArn: RoleArn;
  readonly requestId: RequestId;
  readonly by: SlackUserId;
  readonly principal: Principal;
  readonly startsAt: Date;
  /** When access ends. An early end brings it forward; it is never moved back. */
  readonly endsAt: Date;
  /** `wanted` until IAM was read back with the grant in it; `refused` when it cannot be written, which also ends it. */
  readonly state: 'wanted' | 'confirmed' | 'refused';
  /** The reason for the requester, if it was refused. */
  readonly why?: string;
  /** When the trust policy was read back without the grant. Sessions could have been opened until then. */
  readonly closedAt?: Date;
}

/** A role as last read from IAM, so that a request can be checked without an IAM call. */
export interface RoleState {
  readonly roleArn: RoleArn;
  readonly seenAt: Date;
  /** When the quota and the foreign inline policies were last read too. */
  readonly deepSeenAt: Date;
  readonly foreignTrustChars: number;
  readonly trustQuotaChars: number;
  readonly foreignInlineChars: number;
  /** Seconds a session of the role can live at most; the largest seen while any grant is open or guarded. */
  readonly maxSessionSeconds: number;
  /** The manager role of the account, for use after the account left the catalog. */
  readonly managerRoleName?: string;
  /** When the sweep has to look again; absent for a role that left the catalog and holds nothing. */
  readonly dueAt?: Date;
}

/** Release 0.1.0 put the wildcard of the Identity Center region elsewhere: it is the same user. */
const patternKey = (pattern: string): string =>
  pattern.replace('/sso.amazonaws.com/*AWSReservedSSO_', '/sso.amazonaws.com*/AWSReservedSSO_');

/** Identifies a user on a role across all of their grants. User names are unique in an account regardless of case. */
export const userKey = (principal: Principal): string =>
  principal.kind === 'iam-user'
    ? principal.arn.toLowerCase()
    : `${patternKey(principal.roleArnPattern)}#${principal.sessionName}`;

/** Whether a grant gives access at this time or later. */
export const isOpen = (grant: Pick<Grant, 'endsAt' | 'startsAt' | 'state'>, now: Date): boolean =>
  grant.state !== 'refused' && grant.endsAt > now && grant.endsAt > grant.startsAt;

/** Whether a grant belongs to a user, who is named by Slack user ID, session name or ARN. */
export const isHeldBy = ({ by, principal }: Pick<Grant, 'by' | 'principal'>, user: string): boolean =>
  [by, principal.sessionName, principal.kind === 'iam-user' ? principal.arn : by].some((name) => name === user);

export type GrantPhase = 'refused' | 'ended' | 'scheduled' | 'active' | 'waiting';

/** The phase of a grant at a given time. `waiting`: it has started, but is not confirmed in IAM yet. */
export const phaseOf = (grant: Pick<Grant, 'endsAt' | 'startsAt' | 'state'>, now: Date): GrantPhase => {
  if (grant.state === 'refused') return 'refused';
  if (!isOpen(grant, now)) return 'ended';
  if (grant.startsAt > now) return 'scheduled';
  return grant.state === 'confirmed' ? 'active' : 'waiting';
};
