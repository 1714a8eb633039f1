import type { Directory, GroupRecord, PersonRecord } from '../core/authority/directory.ts';
import type { Brand } from '../core/brand.ts';
import type { Catalog } from '../core/catalog/catalog.ts';
import type { AccessName, RoleArn, SlackChannelId, SlackGroupId, SlackUserId, UserArn } from '../core/names.ts';
import type { RequestFact } from '../core/request/facts.ts';
import type { HomeTab } from '../core/request/home-tab.ts';
import type { RequestId } from '../core/request/ids.ts';
import type { Lockdown } from '../core/request/lockdown.ts';
import type { Notice } from '../core/request/notice.ts';
import type { MessageRef, Request } from '../core/request/request.ts';
import type { Grant, RoleState } from '../core/trust/grant.ts';
import type { KnownQuotas, ObservedRole, ObservedUser, RoleStep, UserStep } from '../core/trust/observed.ts';
import type { Hub } from '../core/trust/policy-names.ts';
import type { UserAccess } from '../core/trust/user-access.ts';

export interface Clock {
  now(): Date;
  /** Waits; only the worker does, never an answer to Slack. */
  pause(milliseconds: number): Promise<void>;
}

/** What a wake-up names: only which thing to look at, never what happened to it. */
export type Wake =
  | { readonly kind: 'request'; readonly id: RequestId }
  | { readonly kind: 'role'; readonly arn: RoleArn }
  /** The user's side of the trust: their IAM user. */
  | { readonly kind: 'user'; readonly arn: UserArn }
  /** A refused click, which the user who pressed has to be notified of. */
  | { readonly kind: 'refused_click'; readonly id: RefusalId }
  /** Everything open has to end. */
  | { readonly kind: 'lockdown' }
  /** Somebody's Home tab has to be drawn. */
  | { readonly kind: 'home'; readonly user: SlackUserId };

export interface WakeQueue {
  /** Puts it at the end of its own group: the same request or role is never worked on twice at once. */
  wake(target: Wake): Promise<void>;
}

/** A line of a person's list: read from an index, so it may lag by a second. Read the request before deciding. */
export interface RequestSummary {
  readonly id: RequestId;
  readonly target: AccessName;
  readonly status: Request['status']['kind'];
  readonly requestedAt: Date;
}

/** Notified of an item that cannot be read, which never hides the others. */
export type OnUnreadable<Id> = (id: Id, fault: unknown) => void;

export interface RequestStore {
  /** Stores a new request; answers with the one that is already stored under its id, if any. */
  create(request: Request): Promise<Request | 'unreadable' | undefined>;
  /** Strongly consistent. Throws for an item that cannot be read. */
  get(id: RequestId): Promise<Request | undefined>;
  /** Strongly consistent; ids that are not there are left out, and so are those that cannot be read. */
  getMany(ids: readonly RequestId[], onUnreadable: OnUnreadable<RequestId>): Promise<readonly Request[]>;
  /** Writes `request.version + 1`, provided `request.version` is still stored. Answers what was stored, or undefined. */
  save(request: Request): Promise<Request | undefined>;
  /** A user's requests, newest first; only those for one target if it is named. */
  recentOf(by: SlackUserId, options: { limit: number; target?: AccessName }): Promise<readonly RequestSummary[]>;
}

/** One thing that is due. */
export interface DueItem {
  readonly wake: Wake;
  readonly dueAt: Date;
}

export interface DueStore {
  /** All that must be looked at by a moment, the longest overdue first, at most 20,000. */
  due(now: Date, onUnknown: (key: string) => void): Promise<readonly DueItem[]>;
  /** Whatever is open, and a little that is not: every open request has a moment at which it is looked at again. */
  open(limit: number): Promise<readonly RequestId[]>;
}

export interface RolePartition {
  /** Absent where the role was never seen, or what was seen of it was changed from outside. */
  readonly state?: RoleState;
  readonly grants: readonly Grant[];
  /** Requests whose row was changed from outside or cannot be read: what IAM holds for them is closed. */
  readonly damaged: readonly RequestId[];
}

/** The role's side: one row in the role's partition per request and role. */
export interface GrantStore {
  /** All grants of a role and what was last seen of it, strongly consistent. */
  ofRole(role: RoleArn): Promise<RolePartition>;
  /** Adds a grant; one that is stored already (whatever its state) is left as it is. */
  add(grant: Grant): Promise<void>;
  /** Strongly consistent; `damaged` for a row that was changed from outside or cannot be read. */
  get(role: RoleArn, request: RequestId): Promise<Grant | 'damaged' | undefined>;
  /** `wanted` becomes `confirmed`; any becomes `refused`, with its end brought forward to `at`. A grant that is gone stays gone. */
  settle(grant: Grant, outcome: { state: 'confirmed' } | { state: 'refused'; why: string; at: Date }): Promise<void>;
  /** Brings the end forward; a later end than the stored one changes nothing. */
  endBy(role: RoleArn, request: RequestId, endsAt: Date): Promise<void>;
  /** Records since when the trust policy holds nothing of an ended grant. */
  markClosed(grant: Grant, closedAt: Date): Promise<void>;
  /** Removes a row, a damaged one too. */
  remove(role: RoleArn, request: RequestId): Promise<void>;
  saveRoleState(state: RoleState): Promise<void>;
}

/** The user's side: one item per IAM user, written as a whole. */
export interface UserAccessStore {
  /** Strongly consistent; an empty one of version 0 where none was written. `isDamaged`: changed from outside, or not readable. */
  read(user: UserArn): Promise<{ readonly access: UserAccess; readonly isDamaged: boolean }>;
  /** Writes `access.version + 1`, provided `access.version` is still stored. Answers whether it was stored. */
  save(access: UserAccess): Promise<boolean>;
}

export interface DirectoryStore {
  /** An empty directory when none was written yet. */
  read(): Promise<Directory>;
  /** Merges: people and groups that are not named stay as they are. */
  merge(news: {
    workspace?: Directory['workspace'];
    people?: Readonly<Record<SlackUserId, PersonRecord>>;
    groups?: Readonly<Record<SlackGroupId, GroupRecord>>;
    /** Who is on call, in place of all that was known of it. */
    schedules?: Readonly<Record<string, GroupRecord>>;
    /** Who opened their Home tab: added to those who did before. */
    homeTabs?: readonly SlackUserId[];
    surveyedCatalog?: string;
  }): Promise<void>;
}

export interface LockdownStore {
  /** Strongly consistent; undefined where nobody ever locked anything down. */
  read(): Promise<Lockdown | undefined>;
  /** One conditional write; answers with the one that stands when it is on, or off, already. */
  turn(lockdown: Lockdown): Promise<Lockdown | undefined>;
  /** Keeps how far it has come, provided it is the same one still. */
  note(lockdown: Lockdown): Promise<void>;
}

/** The id of a refusal: its time, `#`, and a fresh id. */
export type RefusalId = Brand<string, 'RefusalId'>;

/** What a user pressed. */
export type ClickAction = 'approve' | 'deny' | 'cancel' | 'end' | 'review';

/** A refusal, recorded as an item of its own, for the audit and to be explained. */
export interface RefusalRecord {
  readonly at: Date;
  readonly by: SlackUserId;
  readonly text: string;
  readonly refusal: string;
  readonly catalogHash: string;
  /** Where it was a click on a request: the worker notifies the user who pressed. */
  readonly click?: {
    readonly request: RequestId;
    readonly action: ClickAction;
    /** The message whose button was pressed. */
    readonly card?: MessageRef;
  };
}

export interface RefusalLog {
  /** Answers with the id of a click that a user has to be notified of. */
  record(refusal: RefusalRecord): Promise<RefusalId | undefined>;
  /** A click that nobody was notified of yet. */
  unnotified(id: RefusalId): Promise<RefusalRecord | undefined>;
  markNotified(id: RefusalId): Promise<void>;
}

export interface Iam {
  /** The same IAM, where accounts that left the catalog are reached through a manager role of this name. */
  through(managerRoleName: string | undefined): Iam;
  /** Reads one role. With `known` only what is ours is read, and the quotas count as given. Throws IamFault. */
  observeRole(role: RoleArn, known?: KnownQuotas): Promise<ObservedRole>;
  /** Reads our policies of one user, and the size of the others. Throws IamFault. */
  observeUser(user: UserArn): Promise<ObservedUser>;
  /** Reads again what some writes were about, in place of how it was seen before them. Throws IamFault. */
  readBackRole(seen: ObservedRole, written: readonly RoleStep[]): Promise<ObservedRole>;
  readBackUser(seen: ObservedUser, written: readonly UserStep[]): Promise<ObservedUser>;
  /** Makes one write. Deleting what is not there is not an error. Throws IamFault. */
  apply(step: RoleStep | UserStep): Promise<void>;
}

/** Where records are kept that nobody may change afterwards, the bot neither. */
export interface AuditTrail {
  /** Writes a record under its name; one that is there is left as it is. */
  keep(name: string, text: string): Promise<'kept' | 'there'>;
}

/** Who is on call: a list, or a service that is asked. */
export interface OnCall {
  /** By the name of the schedule in the catalog. Throws where nobody can say. */
  onCallNow(schedule: string): Promise<readonly SlackUserId[]>;
}

/** Slack as the workers see it. Every method throws SlackFault. */
export interface Slack {
  /** Posts the card of a request in a channel, or redraws it where it stands; answers where it stands now. */
  drawCard(
    request: Request,
    channel: SlackChannelId,
    at: MessageRef | undefined,
    context: DrawContext,
  ): Promise<MessageRef>;
  /** The card in the direct messages of one approver. */
  drawCardFor(request: Request, to: SlackUserId, at: MessageRef | undefined, context: DrawContext): Promise<MessageRef>;
  /** Writes what happened into the thread of a card. */
  reply(card: MessageRef, about: RequestFact, request: Request, context: DrawContext): Promise<void>;
  /** Notifies one user, directly or unseen by others in the card's channel. Answers where a button was posted. */
  notify(notice: Notice, request: Request, context: DrawContext): Promise<MessageRef | undefined>;
  /** Notifies a user, unseen by others, why their click did not count. */
  notifyRefusedClick(refusal: RefusalRecord, request: Request, context: DrawContext): Promise<void>;
  /** Draws anew what the holder was told, as the request stands now. */
  redrawHolderMessage(request: Request, at: MessageRef, context: DrawContext): Promise<void>;
  notifyOperators(channel: SlackChannelId | SlackUserId, text: string): Promise<void>;
  /** Draws somebody's Home tab anew. */
  publishHomeTab(user: SlackUserId, workspace: HomeTab, context: DrawContext): Promise<void>;
  /** Undefined when Slack knows no such account. */
  person(id: SlackUserId): Promise<Omit<PersonRecord, 'readAt'> | undefined>;
  /** Undefined when nobody in the workspace has this address, or Slack has not confirmed it. */
  personByEmail(email: string): Promise<SlackUserId | undefined>;
  membersOf(group: SlackGroupId): Promise<readonly SlackUserId[]>;
  workspace(): Promise<NonNullable<Directory['workspace']>>;
}

export interface DrawContext {
  readonly catalog: Catalog;
  readonly now: Date;
}

export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Everything that use cases are given. Each names what it takes of it. */
export interface Ports {
  readonly catalog: Catalog;
  readonly hub: Hub;
  readonly clock: Clock;
  readonly log: Log;
  readonly queue: WakeQueue;
  readonly directory: DirectoryStore;
  readonly requests: RequestStore;
  readonly due: DueStore;
  readonly grants: GrantStore;
  readonly users: UserAccessStore;
  readonly lockdowns: LockdownStore;
  readonly refusals: RefusalLog;
  readonly iam: Iam;
  readonly slack: Slack;
  readonly onCall: OnCall;
}

/** Some ports as a whole, and of others some methods. Example: `Needs<'clock', { requests: 'get' | 'save' }>`. */
export type Needs<
  Whole extends keyof Ports,
  RoleProgress extends { readonly [Name in keyof Ports]?: keyof Ports[Name] } = object,
> = Pick<Ports, Whole> & {
  readonly [Name in keyof RoleProgress & keyof Ports]: Pick<Ports[Name], RoleProgress[Name] & keyof Ports[Name]>;
};
