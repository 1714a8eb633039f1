import type { AccountRefusal, Delegation, Directory, GroupRecord, PersonRecord } from '../core/authority/directory.ts';
import type { Requestable } from '../core/authority/requestable.ts';
import type { Catalog } from '../core/catalog/catalog.ts';
import type { ReadTicket, TicketSystem } from '../core/catalog/ticket-evidence.ts';
import type { AccessName, Brand, RoleArn, SlackChannelId, SlackGroupId, SlackUserId, UserArn } from '../core/names.ts';
import type { AskedInVain } from '../core/request/asked.ts';
import type { RequestFact } from '../core/request/facts.ts';
import type { HomeTab } from '../core/request/home-tab.ts';
import type { RequestId } from '../core/request/ids.ts';
import type { Lockdown } from '../core/request/lockdown.ts';
import type { Notice } from '../core/request/notice.ts';
import type { MessageRef, Request } from '../core/request/request.ts';
import type { Explanation } from '../core/text/explain.ts';
import type { Text } from '../core/text/text.ts';
import type { Grant, RoleState } from '../core/trust/grant.ts';
import type { KnownQuotas, ObservedRole, ObservedUser, RoleStep, UserStep } from '../core/trust/observed.ts';
import type { Hub } from '../core/trust/policy-names.ts';
import type { UserAccess } from '../core/trust/user-access.ts';

export interface Clock {
  now(): Date;
  /** Waits; only the worker does, never an answer to Slack. */
  pause(milliseconds: number): Promise<void>;
}

/** A wake-up names what to check, and nothing else. */
export type Wake =
  | { readonly kind: 'request'; readonly id: RequestId }
  | { readonly kind: 'role'; readonly arn: RoleArn }
  /** The user's side of the trust: their IAM user. */
  | { readonly kind: 'user'; readonly arn: UserArn }
  /** A refused click whose user must be notified. */
  | { readonly kind: 'refused_click'; readonly id: RefusalId }
  /** All access must end. */
  | { readonly kind: 'lockdown' }
  /** A Home tab must be published. */
  | { readonly kind: 'home'; readonly user: SlackUserId }
  /** A user clicked in a private message, which is out of date now. */
  | ({ readonly kind: 'answer' } & PrivateMessage)
  /** The account of a user must be read from Slack. */
  | { readonly kind: 'person'; readonly user: SlackUserId }
  /** A user clicked, and the window did not open in time: they get its button. */
  | ({ readonly kind: 'window'; readonly user: SlackUserId } & WindowButton)
  /** A user typed `/assume delegate` and this after it. A worker decides and answers. */
  | ({ readonly kind: 'delegate'; readonly value: string } & Omit<PrivateMessage, 'id'>);

/** The characters of a command that a worker gets. */
export const MOST_TYPED = 500;

/** A private message: the list of a user, or an answer about one request. */
export interface PrivateMessage {
  readonly user: SlackUserId;
  /** Slack's address for changes to it. Every holder of the address can use it, so it is never logged. */
  readonly url: string;
  readonly id?: RequestId;
}

/** A button that opens a window, as Slack sends it after a click. */
export interface WindowButton {
  readonly action: string;
  readonly value: string;
}

/** What a user holds and has requested, what waits for their decision, and what they may request. */
export type AccessList =
  | {
      readonly kind: 'list';
      readonly open: readonly Request[];
      /** Requests that the user can decide, the oldest first. */
      readonly toDecide: readonly Request[];
      /** Emergencies that await the review of the user, the one that is due first before the others. */
      readonly toReview: readonly Request[];
      /** Of the user and to the user. */
      readonly delegations?: readonly Delegation[];
      readonly requestable: Requestable;
    }
  | { readonly kind: 'refused'; readonly refusal: AccountRefusal };

export interface WakeQueue {
  /** Adds it to the FIFO group of its target, so that two runs for one target never overlap. */
  wake(target: Wake): Promise<void>;
}

/** The wake-ups that wait in the queue or are processed, as far as the queue knows. */
export interface Backlog {
  count(): Promise<number>;
}

/** A request as an index shows it, which may lag by a second. Read the request before deciding. */
export interface RequestSummary {
  readonly id: RequestId;
  readonly target: AccessName;
  readonly status: Request['status']['kind'];
  readonly requestedAt: Date;
}

/** Called for an item that cannot be read. The other items are answered. */
export type OnUnreadable<Id> = (id: Id, fault: unknown) => void;

export interface RequestStore {
  /** Stores a new request. Returns the request that is already stored with this id, if any. */
  create(request: Request): Promise<Request | 'unreadable' | undefined>;
  /** Strongly consistent. Throws for an item that cannot be read. */
  get(id: RequestId): Promise<Request | undefined>;
  /** Strongly consistent. Omits ids that are not stored or cannot be read. */
  getMany(ids: readonly RequestId[], onUnreadable: OnUnreadable<RequestId>): Promise<readonly Request[]>;
  /** Writes `request.version + 1`, provided `request.version` is still stored. Returns what was stored, or undefined. */
  save(request: Request): Promise<Request | undefined>;
  /** A user's requests, newest first; only those for one target if it is named. */
  recentOf(by: SlackUserId, options: { limit: number; target?: AccessName }): Promise<readonly RequestSummary[]>;
}

/** One due item. */
export interface DueItem {
  readonly wake: Wake;
  readonly dueAt: Date;
}

export interface DueStore {
  /** The items that are due, the longest overdue first, at most 20,000. */
  due(now: Date, onUnknown: (key: string) => void): Promise<readonly DueItem[]>;
  /** All open requests, and some that were just closed or wait for a review. */
  open(limit: number): Promise<readonly RequestId[]>;
}

export interface RolePartition {
  /** Absent if the role was never read, or its state was changed outside the bot. */
  readonly state?: RoleState;
  readonly grants: readonly Grant[];
  /** Requests whose grant was changed outside the bot or cannot be read. Their access is closed in IAM. */
  readonly damaged: readonly RequestId[];
}

/** The role's side: one item in the role's partition per request and role. */
export interface GrantStore {
  /** The grants of a role and its last state, strongly consistent. */
  ofRole(role: RoleArn): Promise<RolePartition>;
  /** Adds a grant. A grant that is already stored stays unchanged. */
  add(grant: Grant): Promise<void>;
  /** Strongly consistent; `damaged` for a grant that was changed outside the bot or cannot be read. */
  get(role: RoleArn, request: RequestId): Promise<Grant | 'damaged' | undefined>;
  /** `wanted` becomes `confirmed`; any state becomes `refused`, and then ends at `at` at the latest. Does not add a removed grant. */
  settle(grant: Grant, outcome: { state: 'confirmed' } | { state: 'refused'; why: string; at: Date }): Promise<void>;
  /** Makes the end earlier; a later end changes nothing. */
  endBy(role: RoleArn, request: RequestId, endsAt: Date): Promise<void>;
  /** Stores the time from which the trust policy has no statement of an ended grant. */
  markClosed(grant: Grant, closedAt: Date): Promise<void>;
  /** Removes a grant, a damaged one too. */
  remove(role: RoleArn, request: RequestId): Promise<void>;
  saveRoleState(state: RoleState): Promise<void>;
}

/** The user's side: one item per IAM user, written as a whole. */
export interface UserAccessStore {
  /** Strongly consistent. Empty with version 0 if none is stored. `isDamaged`: changed outside the bot, or not readable. */
  read(user: UserArn): Promise<{ readonly access: UserAccess; readonly isDamaged: boolean }>;
  /** Writes `access.version + 1`, provided `access.version` is still stored. Returns whether it was stored. */
  save(access: UserAccess): Promise<boolean>;
}

export interface DirectoryStore {
  /** Empty if none is stored yet. */
  read(): Promise<Directory>;
  /** Keeps users and groups that are not named. */
  merge(news: {
    workspace?: Directory['workspace'];
    people?: Readonly<Record<SlackUserId, PersonRecord>>;
    groups?: Readonly<Record<SlackGroupId, GroupRecord>>;
    /** Who is on call, in place of all that was known of it. */
    schedules?: Readonly<Record<string, GroupRecord>>;
    /** Adds users who opened their Home tab. */
    homeTabs?: readonly SlackUserId[];
    surveyedCatalog?: string;
  }): Promise<void>;
}

export interface DelegationStore {
  /** Replaces or ends the delegation of an approver in one conditional write. Returns the one before, if it has not ended. */
  change(by: SlackUserId, next: Delegation | undefined, now: Date): Promise<Delegation | undefined>;
}

export interface LockdownStore {
  /** Strongly consistent; undefined if there was no lockdown yet. */
  read(): Promise<Lockdown | undefined>;
  /** One conditional write. Returns the current lockdown if it is already on, or off. */
  turn(lockdown: Lockdown): Promise<Lockdown | undefined>;
  /** Stores its progress, unless the lockdown was turned since. */
  note(lockdown: Lockdown): Promise<void>;
}

/** The id of a refusal: its time, `#`, and a fresh id. */
export type RefusalId = Brand<string, 'RefusalId'>;

/** The clicked button. */
export type ClickAction = 'approve' | 'deny' | 'cancel' | 'end' | 'review';

/** A refused click on a request. */
export interface RefusedClick {
  readonly request: RequestId;
  readonly action: ClickAction;
  /** The explanation for the user. */
  readonly explanation: Explanation;
  /** The message whose button was clicked. */
  readonly card?: MessageRef;
}

/** A refusal, stored as a separate item for the audit and for later explanation. */
export interface RefusalRecord {
  readonly at: Date;
  readonly by: SlackUserId;
  readonly text: string;
  readonly refusal: string;
  readonly catalogHash: string;
  /** If it was a request: its input, and what was read about its users. */
  readonly asked?: AskedInVain;
  /** If it was a click, a worker notifies the user. */
  readonly click?: RefusedClick;
}

export interface RefusalLog {
  /** Returns the id of a click whose user has to be notified. */
  record(refusal: RefusalRecord): Promise<RefusalId | undefined>;
  /** A refused click whose user was not notified yet. */
  unnotified(id: RefusalId): Promise<RefusalRecord | undefined>;
  markNotified(id: RefusalId): Promise<void>;
}

export interface Iam {
  /** The same IAM, where accounts that left the catalog are reached through a manager role of this name. */
  through(managerRoleName: string | undefined): Iam;
  /** Reads one role. With `known`, only the bot's own policies are read. Throws IamFault. */
  observeRole(role: RoleArn, known?: KnownQuotas): Promise<ObservedRole>;
  /** Reads our policies of one user, and the size of the others. Throws IamFault. */
  observeUser(user: UserArn): Promise<ObservedUser>;
  /** Reads the written policies again. Throws IamFault. */
  readBackRole(seen: ObservedRole, written: readonly RoleStep[]): Promise<ObservedRole>;
  readBackUser(seen: ObservedUser, written: readonly UserStep[]): Promise<ObservedUser>;
  /** Makes one write. Deleting a missing policy is not an error. Throws IamFault. */
  apply(step: RoleStep | UserStep): Promise<void>;
}

/** The audit bucket: records that cannot be changed later, not even by the bot. */
export interface AuditTrail {
  /** Writes a record with its name. A stored record stays unchanged. */
  keep(name: string, text: string): Promise<'kept' | 'there'>;
}

/** On-call schedules: lists, or a service. */
export interface OnCall {
  /** By the name of the schedule in the catalog. Throws if it cannot be read. */
  onCallNow(schedule: string): Promise<readonly SlackUserId[]>;
}

/** Tickets and incidents, as their systems answer. Each method throws TicketFault. */
export interface Tickets {
  /** Reads a ticket now. */
  read(system: TicketSystem, id: string): Promise<ReadTicket>;
  /** The same, or a reading that is at most a minute old. */
  readRecent(system: TicketSystem, id: string): Promise<ReadTicket>;
}

/** Slack as the workers see it. Every method throws SlackFault. */
export interface Slack {
  /** Posts the card of a request in a channel, or updates it. Returns its message reference. */
  drawCard(
    request: Request,
    channel: SlackChannelId,
    at: MessageRef | undefined,
    context: DrawContext,
  ): Promise<MessageRef>;
  /** The card in the direct messages of one approver. */
  drawCardFor(request: Request, to: SlackUserId, at: MessageRef | undefined, context: DrawContext): Promise<MessageRef>;
  /** Writes a fact into the thread of a card. */
  reply(card: MessageRef, about: RequestFact, request: Request, context: DrawContext): Promise<void>;
  /** Notifies one user. Returns the reference of a message with a button. */
  notify(notice: Notice, request: Request, context: DrawContext): Promise<MessageRef | undefined>;
  /** Notifies a user why their click was refused, with a message that only they can see. */
  notifyRefusedClick(to: SlackUserId, click: RefusedClick, request: Request): Promise<void>;
  /** Replaces the private message in which a user clicked. */
  redrawAnswer(url: string, shown: Request | AccessList, context: DrawContext): Promise<void>;
  /** Answers a command with a message for its user only. `url` is Slack's address for answers. */
  answerCommand(url: string, answer: Text | Explanation): Promise<void>;
  /** Sends a user a direct message. */
  tell(to: SlackUserId, message: Text): Promise<void>;
  /** Sends a user the button of a window that did not open. */
  offerWindow(to: SlackUserId, button: WindowButton): Promise<void>;
  /** Updates a holder message. */
  redrawHolderMessage(request: Request, at: MessageRef, context: DrawContext): Promise<void>;
  notifyOperators(channel: SlackChannelId | SlackUserId, text: string): Promise<void>;
  publishHomeTab(user: SlackUserId, workspace: HomeTab, context: DrawContext): Promise<void>;
  /** Undefined if the account does not exist in Slack. */
  person(id: SlackUserId): Promise<Omit<PersonRecord, 'readAt'> | undefined>;
  /** Undefined if no user of the workspace has this confirmed address. */
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

/** All ports. Each use case names those that it needs. */
export interface Ports {
  readonly catalog: Catalog;
  readonly hub: Hub;
  readonly clock: Clock;
  readonly log: Log;
  readonly queue: WakeQueue;
  readonly backlog: Backlog;
  readonly directory: DirectoryStore;
  readonly requests: RequestStore;
  readonly due: DueStore;
  readonly grants: GrantStore;
  readonly users: UserAccessStore;
  readonly lockdowns: LockdownStore;
  readonly delegations: DelegationStore;
  readonly refusals: RefusalLog;
  readonly iam: Iam;
  readonly slack: Slack;
  readonly onCall: OnCall;
  readonly tickets: Tickets;
}

/** Some whole ports, and some methods of others. Example: `Needs<'clock', { requests: 'get' | 'save' }>`. */
export type Needs<
  Whole extends keyof Ports,
  Methods extends { readonly [Name in keyof Ports]?: keyof Ports[Name] } = object,
> = Pick<Ports, Whole> & {
  readonly [Name in keyof Methods & keyof Ports]: Pick<Ports[Name], Methods[Name] & keyof Ports[Name]>;
};
