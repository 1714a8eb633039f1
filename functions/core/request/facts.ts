import type { Evidence } from '../authority/evidence.ts';
import type { Principal } from '../catalog/catalog.ts';
import type { AccessName, RoleArn, SlackUserId } from '../names.ts';
import type { RequestId } from './ids.ts';
import type { EndReason, RequestedAccess, RequestState } from './request.ts';

/** One thing that a user holds. */
export interface Holding {
  readonly name: AccessName;
  readonly endsAt: Date;
}

/** An event of release 0.1.0, as it was stored: times are texts. */
export interface ImportedEvent {
  readonly seq: number;
  readonly at: string;
  readonly fact: { readonly kind: string } & Readonly<Record<string, unknown>>;
  readonly hash: string;
}

interface Decided {
  /** Known by its hash: the catalog that the decision used. */
  readonly catalogHash: string;
  readonly evidence: Evidence;
}

/** Everything that can happen to a request. A request is what its facts make of it (evolve.ts). */
export type RequestFact =
  | {
      readonly kind: 'requested';
      /** Who typed it. */
      readonly by: SlackUserId;
      readonly requested: RequestedAccess;
      /** Absent until a verified e-mail address was read from Slack. */
      readonly principal?: Principal;
      readonly lapsesAt: Date;
      readonly evidence: Evidence;
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
  /** Slack and IAM were read: the request can work, and approvers may be asked. */
  | {
      readonly kind: 'prepared';
      readonly principal: Principal;
      readonly remindersAt: readonly Date[];
      readonly escalatesAt?: Date;
      /** What the holder held at that moment, and how often they had requested the same in the 30 days before. */
      readonly holding?: readonly Holding[];
      readonly earlierRequests?: number;
      readonly evidence: Evidence;
    }
  /** Approvers were reminded of a pending request. */
  | { readonly kind: 'reminded' }
  /** The escalation time of the rule has passed: the second line may decide too. */
  | { readonly kind: 'escalated' }
  /** Fewer approvers are left than the rule needs. */
  | { readonly kind: 'approvers_missing'; readonly missing: number }
  | ({
      readonly kind: 'approval_counted';
      readonly by: SlackUserId;
      /** The roles of the request that this approver may speak for. */
      readonly roles: readonly AccessName[];
      readonly missing: number;
      /** What the approver shortened it to. */
      readonly minutes?: number;
    } & Decided)
  | ({
      readonly kind: 'approved';
      /** The last approver, with the roles they may speak for; absent where the rule needs no approval. */
      readonly by?: SlackUserId;
      readonly roles?: readonly AccessName[];
      readonly startsAt: Date;
      readonly endsAt: Date;
      /** When the holder is reminded that the end is near. */
      readonly remindAt?: Date;
      /** What approvers shortened it to. */
      readonly minutes?: number;
    } & Decided)
  | ({ readonly kind: 'denied'; readonly by: SlackUserId; readonly why?: string } & Decided)
  | { readonly kind: 'cancelled'; readonly by: SlackUserId; readonly why?: string }
  | { readonly kind: 'lapsed' }
  /** Both sides of the trust were read back with one role in them. */
  | { readonly kind: 'role_confirmed'; readonly arn: RoleArn; readonly name: AccessName }
  | { readonly kind: 'role_refused'; readonly arn: RoleArn; readonly name: AccessName; readonly why: string }
  | { readonly kind: 'activated' }
  /** Just before a start in the future: what the decision rests on was judged again. */
  | { readonly kind: 'start_checked'; readonly evidence: Evidence }
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

/** One fact with its place in the chain: `hash` covers the fact, the time and the hash before it. */
export interface RequestEvent {
  readonly seq: number;
  readonly at: Date;
  readonly fact: RequestFact;
  readonly hash: string;
}

/** What follows from a fact besides the state it leads to. */
export interface Consequences {
  /** The holder gets a direct message. */
  readonly notifiesHolder: boolean;
  /** An outcome: the user who requested on behalf of the holder is notified too. */
  readonly isOutcome: boolean;
  /** Written into the thread of the card. */
  readonly inThread: boolean;
  /** Messages with a button that the holder has are redrawn, since it does nothing or something else now. */
  readonly redrawsMessages: boolean;
  /** Published to other systems once publishing exists. */
  readonly isPublished: boolean;
}

const consequences = (text: string): Consequences => ({
  notifiesHolder: text.includes('holder'),
  isOutcome: text.includes('outcome'),
  inThread: text.includes('thread'),
  redrawsMessages: text.includes('redraw'),
  isPublished: text.includes('publish'),
});

/**
 * The consequences of every fact, in one place. The answer to the command says "asked"; the message of the activation
 * covers confirmed parts; an extension has its own messages; reminders go to the thread or are announced.
 */
export const CONSEQUENCES: Readonly<Record<FactKind, Consequences>> = {
  requested: consequences('publish'),
  imported: consequences('redraw'),
  prepared: consequences('holder'),
  reminded: consequences('thread'),
  escalated: consequences('holder thread redraw publish'),
  approvers_missing: consequences('holder thread'),
  approval_counted: consequences('thread redraw publish'),
  approved: consequences('outcome thread redraw publish'),
  denied: consequences('holder outcome thread redraw publish'),
  cancelled: consequences('holder outcome thread redraw publish'),
  lapsed: consequences('holder outcome thread redraw publish'),
  role_confirmed: consequences('publish'),
  role_refused: consequences('holder thread publish'),
  activated: consequences('holder publish'),
  start_checked: consequences(''),
  failed: consequences('holder outcome thread redraw publish'),
  review_reminded: consequences(''),
  emergency_reviewed: consequences('holder thread publish'),
  ends_soon: consequences('holder'),
  extended: consequences('thread publish'),
  ended: consequences('holder thread redraw publish'),
};
