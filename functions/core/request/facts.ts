import type { Evidence } from '../authority/answer.ts';
import type { Principal } from '../catalog/catalog.ts';
import type { TicketSystem } from '../catalog/ticket-evidence.ts';
import type { TicketFault } from '../fault.ts';
import type { AccessName, AccountId, RoleArn, SlackUserId } from '../names.ts';
import type { Asked, UserReading } from './asked.ts';
import type { RequestId } from './ids.ts';
import type { EndReason, RequestedAccess, RequestState } from './request.ts';

export interface Holding {
  readonly name: AccessName;
  readonly endsAt: Date;
}

/** An event of release 0.1.0, as stored. */
export interface ImportedEvent {
  readonly seq: number;
  readonly at: string;
  readonly fact: { readonly kind: string } & Readonly<Record<string, unknown>>;
  readonly hash: string;
}

interface Decided {
  /** The approver whose delegate decided. */
  readonly for?: SlackUserId;
  /** The hash of the catalog that the decision used. */
  readonly catalogHash: string;
  readonly evidence: Evidence;
}

/** Everything that can happen to a request. `evolve` derives the state. */
export type RequestFact =
  | {
      readonly kind: 'requested';
      /** The user who typed it. */
      readonly by: SlackUserId;
      readonly requested: RequestedAccess;
      /** Absent until a verified e-mail address was read from Slack. */
      readonly principal?: Principal;
      readonly lapsesAt: Date;
      readonly evidence: Evidence;
      /** Absent in requests that were stored before it was kept: they cannot be decided again. */
      readonly asked?: Asked;
    }
  /** A request of release 0.1.0: its state, and its events with the head of their chain. */
  | {
      readonly kind: 'imported';
      readonly head: string;
      readonly state: Omit<RequestState, 'id'>;
      readonly history: readonly ImportedEvent[];
      /** Facts that users were not notified of yet. */
      readonly unnotified: readonly RequestFact[];
    }
  /** Slack and IAM were read: access is possible, and the approvers can be notified. */
  | {
      readonly kind: 'prepared';
      readonly principal: Principal;
      readonly remindersAt: readonly Date[];
      readonly escalatesAt?: Date;
      /** What the holder held at that time, and their requests for the same target in the last 30 days, without cancelled ones. */
      readonly holding?: readonly Holding[];
      readonly earlierRequests?: number;
      /** How many of these were granted. */
      readonly earlierGrants?: number;
      readonly evidence: Evidence;
    }
  /** IAM of an account could not be read so far, so the approvers were not notified yet. */
  | { readonly kind: 'preparation_delayed'; readonly account: AccountId; readonly why: string }
  | { readonly kind: 'reminded' }
  /** The escalation time of the rule has passed: the second line may decide too. */
  | { readonly kind: 'escalated' }
  /** Fewer approvers are left than the rule needs. */
  | { readonly kind: 'approvers_missing'; readonly missing: number }
  | ({
      readonly kind: 'approval_counted';
      readonly by: SlackUserId;
      /** The roles that this approver may approve. */
      readonly roles: readonly AccessName[];
      readonly rules?: readonly number[];
      readonly missing: number;
      /** The shorter duration that the approver gave. */
      readonly minutes?: number;
      /** What was read about the approver. */
      readonly reading?: UserReading;
      /** The comment of the approver. */
      readonly note?: string;
    } & Decided)
  | ({
      readonly kind: 'approved';
      /** The last approver; absent if the rule needs no approval. */
      readonly by?: SlackUserId;
      readonly roles?: readonly AccessName[];
      readonly rules?: readonly number[];
      readonly startsAt: Date;
      readonly endsAt: Date;
      readonly remindAt?: Date;
      /** The shortest duration that an approver gave. */
      readonly minutes?: number;
      readonly reading?: UserReading;
      /** The comment of the last approver. */
      readonly note?: string;
    } & Decided)
  | ({ readonly kind: 'denied'; readonly by: SlackUserId; readonly why?: string } & Decided)
  | { readonly kind: 'cancelled'; readonly by: SlackUserId; readonly why?: string }
  | { readonly kind: 'lapsed' }
  /** Both sides of the trust were read back with one role in them. */
  | { readonly kind: 'role_confirmed'; readonly arn: RoleArn; readonly name: AccessName }
  | { readonly kind: 'role_refused'; readonly arn: RoleArn; readonly name: AccessName; readonly why: string }
  | { readonly kind: 'activated' }
  /** The preconditions were checked again just before a start in the future. */
  | { readonly kind: 'start_checked'; readonly evidence: Evidence }
  /** A ticket could not be read, so the request waits. At most once in a request. */
  | {
      readonly kind: 'ticket_unread';
      readonly system: TicketSystem;
      readonly ticket: string;
      readonly problem: TicketFault['kind'];
    }
  /** The tickets were read again before access opens. */
  | { readonly kind: 'tickets_checked'; readonly evidence: Evidence }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'review_reminded'; readonly dueBy: Date; readonly isOverdue: boolean }
  | ({
      readonly kind: 'emergency_reviewed';
      readonly by: SlackUserId;
      readonly wasRight: boolean;
      readonly note?: string;
    } & Decided)
  | { readonly kind: 'ends_soon'; readonly endsAt: Date }
  /** Another request of the same holder has moved the end. */
  | { readonly kind: 'extended'; readonly request: RequestId; readonly endsAt: Date }
  | { readonly kind: 'ended'; readonly reason: EndReason; readonly by?: SlackUserId; readonly why?: string };

export type FactKind = RequestFact['kind'];

/** A fact in the chain. `hash` covers the fact, the time and the previous hash. */
export interface RequestEvent {
  readonly seq: number;
  readonly at: Date;
  readonly fact: RequestFact;
  readonly hash: string;
}

/**
 * `holder`: a direct message to the holder; `outcome`: a message to the user who requested on behalf of the holder;
 * `thread`: a message in the thread of the card; `redraw`: messages with buttons are redrawn; `publish`: an event for
 * other systems.
 */
export type Consequence = 'holder' | 'outcome' | 'thread' | 'redraw' | 'publish';

/** The consequences of every fact. */
const CONSEQUENCES: Readonly<Record<FactKind, readonly Consequence[]>> = {
  requested: ['publish'],
  imported: ['redraw'],
  prepared: ['holder', 'thread'],
  preparation_delayed: ['holder'],
  reminded: ['thread'],
  escalated: ['holder', 'thread', 'redraw', 'publish'],
  approvers_missing: ['holder', 'thread'],
  approval_counted: ['thread', 'redraw', 'publish'],
  approved: ['outcome', 'thread', 'redraw', 'publish'],
  denied: ['holder', 'outcome', 'thread', 'redraw', 'publish'],
  cancelled: ['holder', 'outcome', 'thread', 'redraw', 'publish'],
  lapsed: ['holder', 'outcome', 'thread', 'redraw', 'publish'],
  role_confirmed: ['publish'],
  role_refused: ['holder', 'thread', 'publish'],
  activated: ['holder', 'publish'],
  start_checked: [],
  ticket_unread: ['holder'],
  tickets_checked: [],
  failed: ['holder', 'outcome', 'thread', 'redraw', 'publish'],
  review_reminded: [],
  emergency_reviewed: ['holder', 'thread', 'publish'],
  ends_soon: ['holder'],
  extended: ['thread', 'publish'],
  ended: ['holder', 'thread', 'redraw', 'publish'],
};

export const hasConsequence = ({ kind }: RequestFact, consequence: Consequence): boolean =>
  CONSEQUENCES[kind].includes(consequence);
