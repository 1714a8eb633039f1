import type { Directory, PersonRecord } from '../authority/directory.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { AccountId, RoleArn, SlackGroupId, SlackUserId, UserArn } from '../names.ts';
import type { PolicyDocument } from '../trust/documents.ts';
import type { Grant } from '../trust/grant.ts';
import type { Hub } from '../trust/policy-names.ts';

/** Something that could not be read, with the reason and the fix. */
export interface NotSeen {
  readonly kind: 'not_seen';
  readonly why: string;
  readonly fix: string;
}

/** A policy with its name. */
export interface NamedPolicy {
  readonly name: string;
  readonly how: 'inline' | 'attached' | 'of a group';
  readonly document: PolicyDocument;
}

/** A role as the doctor looks at it: more than the bot itself reads. */
export interface SeenRole {
  readonly kind: 'seen';
  readonly arn: RoleArn;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly trust: PolicyDocument;
  readonly maxSessionSeconds: number;
  readonly trustQuotaChars: number;
  readonly policies: readonly NamedPolicy[];
  /** What of its policies could not be read. */
  readonly unread: readonly NotSeen[];
}

/** An IAM user with everything that is allowed to them. */
export interface SeenUser {
  readonly kind: 'seen';
  readonly arn: UserArn;
  /** As IAM spells it. */
  readonly userName: string;
  readonly policies: readonly NamedPolicy[];
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
  /** Absent where there is no such role. */
  readonly trust?: PolicyDocument;
  /** The ExternalId of the hub, if it is known here. */
  readonly externalId?: string;
}

export type AccountFacts =
  /** Through the manager role itself, since `closedInspectorArn` did not open to the one who looks. */
  | { readonly kind: 'reachable'; readonly isQuotaReadable: boolean; readonly closedInspectorArn?: string }
  /** By an inspector role or a profile. */
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
      /** Absent where the queue did not say. */
      readonly hasDeadLetters?: boolean;
      readonly visibilitySeconds?: number;
      /** Messages that were given up. Absent where the dead-letter queue cannot be read. */
      readonly givenUp?: number;
      /** Why it could not be. */
      readonly givenUpUnread?: string;
    }
  | { readonly kind: 'missing' }
  | NotSeen;

/** A person as Slack knows them; `unknown` to it when there is no such account. */
export type PersonFacts = Omit<PersonRecord, 'readAt'> | 'unknown';

export interface SeenSlack {
  readonly kind: 'seen';
  readonly teamId: string;
  /** What the bot token may do; absent where Slack did not say. */
  readonly scopes?: readonly string[];
  /** The users that the catalog names. Empty if the scope for it is missing. */
  readonly people: Readonly<Record<SlackUserId, PersonFacts>>;
  /** Members, or why they could not be read. */
  readonly groups: Readonly<Record<SlackGroupId, readonly SlackUserId[] | NotSeen>>;
}
export type SlackFacts = SeenSlack | { readonly kind: 'no_token' } | NotSeen;

/** The answer of the request URL to an unsigned request. */
export type EndpointFacts =
  | {
      readonly kind: 'seen';
      readonly url: string;
      readonly status: number;
      readonly requestedAt: Date;
      /** By the clock of the server. */
      readonly answeredAt?: Date;
    }
  | { readonly kind: 'not_given' }
  | NotSeen;

/** What the table says of how the bot does. */
export type WorkFacts =
  | {
      readonly kind: 'seen';
      readonly directory: Directory;
      /** How many things are due, and since when the oldest is. */
      readonly overdue: number;
      readonly oldestDueAt?: Date;
      readonly grants: readonly Grant[];
      /** When the bot itself last read a role of each account. */
      readonly lastReadAt: Readonly<Record<AccountId, Date>>;
    }
  | NotSeen;

/** All that was looked at, at one moment: what the findings are made of. */
export interface Facts {
  readonly now: Date;
  readonly catalog: Catalog;
  /** The installation that the doctor looks at. */
  readonly hub: Hub;
  readonly table: TableFacts;
  readonly queue: QueueFacts;
  readonly work: WorkFacts;
  readonly slack: SlackFacts;
  readonly endpoint: EndpointFacts;
  readonly accounts: Readonly<Record<AccountId, AccountFacts>>;
  readonly roles: Readonly<Record<RoleArn, RoleFacts>>;
  readonly users: Readonly<Record<UserArn, UserFacts>>;
}
