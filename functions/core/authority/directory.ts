import type { SlackGroupId, SlackUserId } from '../names.ts';
import type { Lockdown } from '../request/lockdown.ts';

/** The status of a Slack account. Only a `member` can request or approve. */
export type AccountStatus = 'member' | 'guest' | 'deactivated' | 'bot' | 'external';

export interface PersonRecord {
  readonly accountStatus: AccountStatus;
  readonly name: string;
  /** IANA time zone, for `until 17:00`. */
  readonly timeZone?: string;
  readonly email?: string;
  readonly readAt: Date;
}

export interface GroupRecord {
  readonly members: readonly SlackUserId[];
  readonly readAt: Date;
}

/** An approver (`by`) is away, and a colleague (`to`) decides in their place until then. */
export interface Delegation {
  readonly by: SlackUserId;
  readonly to: SlackUserId;
  readonly since: Date;
  readonly until: Date;
}

/** The last data read from Slack. The sweep refreshes it, so that no answer has to wait for Slack. */
export interface Directory {
  readonly workspace?: { readonly teamId: string; readonly enterpriseId?: string };
  readonly people: Readonly<Record<SlackUserId, PersonRecord>>;
  readonly groups: Readonly<Record<SlackGroupId, GroupRecord>>;
  /** The users on call, by the name of the schedule in the catalog. */
  readonly schedules?: Readonly<Record<string, GroupRecord>>;
  /** Users who have opened the Home tab: the bot redraws it when it changes. */
  readonly homeTabs?: readonly SlackUserId[];
  /** Absent if there was never a lockdown. */
  readonly lockdown?: Lockdown;
  /** At most one of each approver. They count until their end only. */
  readonly delegations?: readonly Delegation[];
  /** The hash of the last catalog whose roles have all been read in IAM. */
  readonly surveyedCatalog?: string;
}

export const EMPTY_DIRECTORY: Directory = { people: {}, groups: {} };

/** Minutes after which a membership list counts as unknown. */
export const GROUP_FRESH_MINUTES = 15;

/** The user of a command or click, as named in the signed payload. */
export interface Actor {
  readonly id: SlackUserId;
  /** Empty if the payload names no workspace of the user. */
  readonly teamId: string;
  readonly enterpriseId?: string;
}

export type AccountRefusal =
  | { readonly kind: 'workspace_unknown' }
  | { readonly kind: 'outside_workspace' }
  /** The payload does not say where the user belongs, and the account was never read. */
  | { readonly kind: 'account_unknown' }
  | { readonly kind: 'not_a_member'; readonly accountStatus: Exclude<AccountStatus, 'member'> };

const ACCOUNT_REFUSALS: Readonly<Record<AccountRefusal['kind'], true>> = {
  workspace_unknown: true,
  outside_workspace: true,
  account_unknown: true,
  not_a_member: true,
};

/** Whether the account itself was refused. The answer then reveals nothing about the request. */
export const isAccountRefusal = <Refusal extends { readonly kind: string }>(
  refusal: Refusal | AccountRefusal,
): refusal is AccountRefusal => Object.hasOwn(ACCOUNT_REFUSALS, refusal.kind);

/** The last known status of an account. An account that was never read counts as a member until a worker reads it. */
export const statusOf = (user: SlackUserId, { people }: Pick<Directory, 'people'>): AccountStatus =>
  people[user]?.accountStatus ?? 'member';

const isNamedNative = ({ teamId, enterpriseId }: Actor, workspace: NonNullable<Directory['workspace']>): boolean =>
  teamId === workspace.teamId || (workspace.enterpriseId !== undefined && enterpriseId === workspace.enterpriseId);

/**
 * Refuses users of other workspaces and accounts that are not full members. In an Enterprise organization, a payload can name
 * another workspace of the organization, and some payloads name none: then the directory decides.
 */
export const refuseAccount = (actor: Actor, directory: Directory): AccountRefusal | undefined => {
  const { workspace, people } = directory;
  if (workspace === undefined) return { kind: 'workspace_unknown' };
  if (!isNamedNative(actor, workspace)) {
    const mayBeNative = actor.teamId === '' || workspace.enterpriseId !== undefined;
    const known = people[actor.id];
    if (mayBeNative && known === undefined) return { kind: 'account_unknown' };
    if (!mayBeNative || known?.accountStatus === 'external') return { kind: 'outside_workspace' };
  }
  const accountStatus = statusOf(actor.id, directory);
  return accountStatus === 'member' ? undefined : { kind: 'not_a_member', accountStatus };
};
