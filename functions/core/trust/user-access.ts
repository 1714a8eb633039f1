import type { RoleArn, SessionName, SlackUserId, UserArn } from '../names.ts';
import type { RequestId } from '../request/ids.ts';

/** The user's side of all access of one IAM user: its one inline policy, and what pending requests reserve in it. */
export interface UserAccess {
  readonly userArn: UserArn;
  /** Counts the writes of the row; each write is conditional on the version that was read. */
  readonly version: number;
  readonly entries: readonly UserEntry[];
  /** Characters of inline policies that are not ours, as last seen. */
  readonly otherChars?: number;
  readonly seenAt?: Date;
  /** The manager role of the user's account, so that it can be reached once it has left the catalog. */
  readonly managerRoleName?: string;
  /** When the sweep has to look again. */
  readonly dueAt?: Date;
}

/** The user's side of one request. */
export interface UserEntry {
  readonly requestId: RequestId;
  readonly by: SlackUserId;
  readonly sessionName: SessionName;
  /** Absent while the request is pending, unless a later start was requested. */
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
   * `reserved` while the request is pending or the role's side is not confirmed: room is kept, nothing is written. A trust
   * policy may let the user's whole account in, so the user's side is opened only once the session guard is in place.
   */
  readonly state: 'reserved' | 'wanted' | 'confirmed' | 'refused';
  readonly why?: string;
}

/** Whether an entry gives no access any more. An empty window never gave any. */
export const isOver = ({ startsAt, endsAt }: Pick<UserEntry, 'startsAt' | 'endsAt'>, now: Date): boolean =>
  endsAt !== undefined && (endsAt <= now || (startsAt !== undefined && endsAt <= startsAt));
