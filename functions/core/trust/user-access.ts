import type { RoleArn, SessionName, SlackUserId, UserArn } from '../names.ts';
import type { RequestId } from '../request/ids.ts';

/** The user's side: the access of one IAM user, and the capacity that pending requests reserve. */
export interface UserAccess {
  readonly userArn: UserArn;
  /** Increases with each write; every write is conditional on it. */
  readonly version: number;
  readonly entries: readonly UserEntry[];
  /** Characters of inline policies that are not ours, as last seen. */
  readonly otherChars?: number;
  readonly seenAt?: Date;
  /** The manager role of the user's account, for use after the account left the catalog. */
  readonly managerRoleName?: string;
  /** When the sweep has to look again. */
  readonly dueAt?: Date;
}

/** The user's side of one request. */
export interface UserEntry {
  readonly requestId: RequestId;
  readonly by: SlackUserId;
  readonly sessionName: SessionName;
  /** Absent while the request is pending without a later start. */
  readonly startsAt?: Date;
  /** Absent while the request is pending. */
  readonly endsAt?: Date;
  readonly roles: readonly UserRole[];
  /** When the user's policy was read back without the entry. */
  readonly closedAt?: Date;
}

export interface UserRole {
  readonly arn: RoleArn;
  /**
   * `reserved` until the role's side is confirmed: capacity is reserved, nothing is written. A trust policy may trust
   * the user's whole account, so the user's side is opened only after the session guard is in place.
   */
  readonly state: 'reserved' | 'wanted' | 'confirmed' | 'refused';
  readonly why?: string;
}

/** Whether an entry gives no access, now or later. */
export const isOver = ({ startsAt, endsAt }: Pick<UserEntry, 'startsAt' | 'endsAt'>, now: Date): boolean =>
  endsAt !== undefined && (endsAt <= now || (startsAt !== undefined && endsAt <= startsAt));
