import type { Directory, PersonRecord } from '../authority/directory.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { TicketSystem } from '../catalog/ticket-evidence.ts';
import type { AccountId, RoleArn, SlackChannelId, SlackGroupId, SlackUserId, UserArn } from '../names.ts';
import type { PolicyDocument } from '../trust/documents.ts';
import type { Grant } from '../trust/grant.ts';
import type { Hub } from '../trust/policy-names.ts';

/** Something that could not be read, with the reason and the fix. */
export interface NotSeen {
  readonly kind: 'not_seen';
  readonly why: string;
  readonly fix: string;
  /** The account that has no usable credentials, if that is the reason. */
  readonly lacksCredentialsOf?: string;
}

export interface NamedPolicy {
  readonly name: string;
  /** Absent for inline policies. */
  readonly arn?: string;
  readonly how: 'inline' | 'attached' | 'of a group' | 'boundary';
  readonly document: PolicyDocument;
}

/** A role as the doctor reads it: more than the bot reads. */
export interface SeenRole {
  readonly kind: 'seen';
  readonly arn: RoleArn;
  /** Such as AROA…; absent if IAM did not return it. */
  readonly id?: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly trust: PolicyDocument;
  readonly maxSessionSeconds: number;
  readonly trustQuotaChars: number;
  readonly policies: readonly NamedPolicy[];
  /** The permissions boundary. It allows nothing by itself. */
  readonly boundary?: NamedPolicy;
  /** Policies that could not be read. */
  readonly unread: readonly NotSeen[];
}

/** An IAM user with all their policies. */
export interface SeenUser {
  readonly kind: 'seen';
  readonly arn: UserArn;
  /** Such as AIDA…; absent if IAM did not return it. */
  readonly id?: string;
  /** As IAM spells it. */
  readonly userName: string;
  readonly policies: readonly NamedPolicy[];
  readonly boundary?: NamedPolicy;
  /** Whether the user has an MFA device. Absent if that could not be read, as with the manager role. */
  readonly hasMfa?: boolean;
  readonly unread: readonly NotSeen[];
}

export type RoleFacts =
  | SeenRole
  /** `otherArn` has the same name under another path. */
  | { readonly kind: 'missing'; readonly otherArn?: string }
  | NotSeen;
export type UserFacts = SeenUser | { readonly kind: 'missing' } | NotSeen;
/** The manager role as another role sees it. */
export interface SeenManager {
  readonly arn: string;
  /** Absent if the role does not exist. */
  readonly trust?: PolicyDocument;
  readonly externalId?: string;
}

export type AccountFacts =
  /** Through the manager role, since the inspector role `closedInspectorArn` did not admit the operator. */
  | { readonly kind: 'reachable'; readonly isQuotaReadable: boolean; readonly closedInspectorArn?: string }
  /** Through an inspector role or a profile. */
  | { readonly kind: 'looked_at'; readonly manager: SeenManager }
  | NotSeen;

/** The keys of each index, and the attributes that it projects. */
export type TableIndexes = Readonly<
  Record<string, { readonly keys: readonly string[]; readonly carries: readonly string[] }>
>;

/** The table as returned by DescribeTable. Absent members could not be read. */
export interface SeenTable {
  readonly kind: 'seen';
  readonly isActive: boolean;
  /** Partition and sort key. */
  readonly keys: readonly string[];
  readonly indexes: TableIndexes;
  readonly ttlAttribute?: string | 'off';
  readonly hasPointInTimeRecovery?: boolean;
  readonly isDeletionProtected?: boolean;
}
export type TableFacts = SeenTable | { readonly kind: 'missing' } | NotSeen;

export type QueueFacts =
  | {
      readonly kind: 'seen';
      readonly isFifo: boolean;
      readonly waiting: number;
      readonly hasDeadLetters?: boolean;
      readonly visibilitySeconds?: number;
      /** Messages in the dead-letter queue. Absent if it cannot be read. */
      readonly givenUp?: number;
      /** Why the dead-letter queue could not be read. */
      readonly givenUpUnread?: string;
    }
  | { readonly kind: 'missing' }
  | NotSeen;

/** A Slack account; `unknown` if it does not exist. */
export type PersonFacts = Omit<PersonRecord, 'readAt'> | 'unknown';

/** A channel that the bot can see: a public one, or a private one that it is in. */
export interface SeenChannel {
  readonly kind: 'channel';
  readonly name: string;
  readonly hasBot: boolean;
  readonly isArchived: boolean;
  /** Over Slack Connect. */
  readonly isSharedWithCompany: boolean;
  /** The members, if only they see the channel. */
  readonly privateMembers?: readonly SlackUserId[];
}

export interface SeenSlack {
  readonly kind: 'seen';
  readonly teamId: string;
  /** The name by which users mention the bot. */
  readonly botName?: string;
  /** The channels that the catalog names. `unknown`: none, or a private one without the bot. Absent without the scopes. */
  readonly channels?: Readonly<Record<SlackChannelId, SeenChannel | 'unknown' | NotSeen>>;
  /** The scopes of the bot token, if Slack returned them. */
  readonly scopes?: readonly string[];
  /** The users that the catalog names. Empty without the scope `users:read`. */
  readonly people: Readonly<Record<SlackUserId, PersonFacts>>;
  /** Members, or why they could not be read. */
  readonly groups: Readonly<Record<SlackGroupId, readonly SlackUserId[] | NotSeen>>;
}
export type SlackFacts = SeenSlack | { readonly kind: 'no_token' } | NotSeen;

export type EndpointFacts =
  | {
      readonly kind: 'seen';
      readonly url: string;
      readonly status: number;
      readonly requestedAt: Date;
      /** The time of the server. */
      readonly answeredAt?: Date;
    }
  | { readonly kind: 'not_given' }
  | NotSeen;

/** The progress of the workers, as stored in the table. */
export type WorkFacts =
  | {
      readonly kind: 'seen';
      readonly directory: Directory;
      /** The number of overdue items. */
      readonly overdue: number;
      readonly oldestDueAt?: Date;
      readonly grants: readonly Grant[];
      /** When the bot last read a role of each account. */
      readonly lastReadAt: Readonly<Record<AccountId, Date>>;
    }
  | NotSeen;

/** Whether a ticket system accepts the credentials. */
export type TicketSystemFacts = { readonly kind: 'seen' } | NotSeen;

/** The input of all checks. */
export interface Facts {
  readonly now: Date;
  readonly catalog: Catalog;
  readonly hub: Hub;
  readonly table: TableFacts;
  readonly queue: QueueFacts;
  readonly work: WorkFacts;
  readonly slack: SlackFacts;
  readonly endpoint: EndpointFacts;
  /** Ticket systems whose credentials were tried. */
  readonly tickets?: Readonly<Partial<Record<TicketSystem, TicketSystemFacts>>>;
  readonly accounts: Readonly<Record<AccountId, AccountFacts>>;
  readonly roles: Readonly<Record<RoleArn, RoleFacts>>;
  readonly users: Readonly<Record<UserArn, UserFacts>>;
}
