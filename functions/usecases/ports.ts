import type { Catalog } from '../core/catalog/catalog.ts';
import type { Directory, GroupRecord, PersonRecord } from '../core/directory.ts';
import type { RequestFact } from '../core/events.ts';
import type { Grant, RoleState } from '../core/grant.ts';
import type { Home } from '../core/home.ts';
import type { RequestId } from '../core/ids.ts';
import type { Lockdown } from '../core/lockdown.ts';
import type { AccessName, RoleArn, SlackChannelId, SlackGroupId, SlackUserId, UserArn } from '../core/names.ts';
import type { Notice } from '../core/notice.ts';
import type { MessageRef, Request } from '../core/request.ts';
import type { ObservedRole, RoomSeen, Step } from '../core/trust/observed.ts';

export interface Clock {
  now(): Date;
  /** Waits; only the worker does, never an answer to Slack. */
  pause(milliseconds: number): Promise<void>;
}

/** What a wake-up names: only which thing to look at, never what happened to it. */
export type Wake =
  | { readonly kind: 'request'; readonly id: RequestId }
  | { readonly kind: 'role'; readonly arn: RoleArn }
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
  readonly askedAt: Date;
}

export interface RequestStore {
  /** Stores a new request; answers with the one that already stands under its id, if any. */
  create(request: Request): Promise<Request | undefined>;
  /** Strongly consistent. */
  get(id: RequestId): Promise<Request | undefined>;
  /** Strongly consistent; ids that are not there are left out. */
  getMany(ids: readonly RequestId[]): Promise<readonly Request[]>;
  /** Writes `request.version + 1`, provided `request.version` still stands. Answers what was stored, or undefined. */
  save(request: Request): Promise<Request | undefined>;
  /** A person's requests, newest first; only those for one thing if it is named. */
  recentOf(by: SlackUserId, options: { limit: number; target?: AccessName }): Promise<readonly RequestSummary[]>;
}

export interface DueStore {
  /** What has to be looked at by a moment, the longest overdue first. */
  due(now: Date, limit: number): Promise<readonly Wake[]>;
  /** Whatever is open, and a little that is not: every open request has a moment at which it is looked at again. */
  open(limit: number): Promise<readonly RequestId[]>;
}

export interface RolePartition {
  readonly state?: RoleState;
  readonly grants: readonly Grant[];
}

export interface GrantStore {
  /** All grants of a role and what was last seen of it, strongly consistent. */
  ofRole(role: RoleArn): Promise<RolePartition>;
  /** Adds a grant; one that is there already (whatever became of it) is left as it stands. */
  add(grant: Grant): Promise<void>;
  /** Strongly consistent. */
  get(role: RoleArn, request: RequestId): Promise<Grant | undefined>;
  /** `wanted` becomes `confirmed`, or `refused` with its end brought forward to `at`. A grant that is gone stays gone. */
  settle(grant: Grant, outcome: { state: 'confirmed' } | { state: 'refused'; why: string; at: Date }): Promise<void>;
  /** Brings the end forward; a later end than the stored one changes nothing. */
  endBy(role: RoleArn, request: RequestId, endsAt: Date): Promise<void>;
  /** Keeps that nothing of an ended grant lets anybody in any more, and since when. */
  markIdentityCleared(grant: Grant, closedAt: Date): Promise<void>;
  remove(grant: Grant): Promise<void>;
  saveRoleState(state: RoleState): Promise<void>;
}

export interface DirectoryStore {
  /** An empty directory when none was written yet. */
  read(): Promise<Directory>;
  /** Merges: people and groups that are not named stay as they are. */
  merge(news: {
    home?: Directory['home'];
    people?: Readonly<Record<SlackUserId, PersonRecord>>;
    groups?: Readonly<Record<SlackGroupId, GroupRecord>>;
    /** Who is on call, in place of all that was known of it. */
    schedules?: Readonly<Record<string, GroupRecord>>;
    /** Who opened their Home tab: added to those who did before. */
    homes?: readonly SlackUserId[];
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

/** A refusal that belongs to no request: recorded by itself, for the audit. */
export interface RefusalRecord {
  readonly at: Date;
  readonly by: SlackUserId;
  readonly text: string;
  readonly refusal: string;
  readonly catalogHash: string;
}

export interface RefusalLog {
  record(refusal: RefusalRecord): Promise<void>;
}

export interface Iam {
  /**
   * Reads one role, and the person's side of the users named. With `room` only what is ours is read, and how much room
   * there is beside it stands as given. Throws IamFault.
   */
  observe(role: RoleArn, users: readonly UserArn[], room?: RoomSeen): Promise<ObservedRole>;
  /** Reads again what some writes were about, in place of how it was seen before them. Throws IamFault. */
  readBack(seen: ObservedRole, written: readonly Step[]): Promise<ObservedRole>;
  /** Makes one write. Deleting what is not there is not an error. Throws IamFault. */
  apply(step: Step): Promise<void>;
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
  /**
   * Tells one person one thing: in a direct message, or unseen by others in the card's channel. Answers where a direct
   * message stands that has a button to press, which will have nothing to do one day.
   */
  tell(notice: Notice, request: Request, context: DrawContext): Promise<MessageRef | undefined>;
  /** Draws anew what the holder was told, as the request stands now. */
  redrawTold(request: Request, at: MessageRef, context: DrawContext): Promise<void>;
  tellOperators(channel: SlackChannelId | SlackUserId, text: string): Promise<void>;
  /** Draws somebody's Home tab anew. */
  publishHome(user: SlackUserId, home: Home, context: DrawContext): Promise<void>;
  /** Undefined when Slack knows no such account. */
  person(id: SlackUserId): Promise<Omit<PersonRecord, 'readAt'> | undefined>;
  /** Undefined when nobody in the workspace has this address, or Slack has not confirmed it. */
  personByEmail(email: string): Promise<SlackUserId | undefined>;
  membersOf(group: SlackGroupId): Promise<readonly SlackUserId[]>;
  home(): Promise<NonNullable<Directory['home']>>;
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
