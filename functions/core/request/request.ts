import type { Principal, RoleRule } from '../catalog/catalog.ts';
import type { AccessName, AccountId, RoleArn, SlackChannelId, SlackUserId } from '../names.ts';
import { addMinutes, addSeconds, later, wholeSecond } from '../time.ts';
import type { RequestEvent } from './facts.ts';
import type { RequestId } from './ids.ts';

/** A length that counts from approval, or an end time. */
export type RequestedDuration =
  | { readonly kind: 'for'; readonly minutes: number }
  | { readonly kind: 'until'; readonly at: Date };

/** One role of a request with the rule that was in force when it was requested. */
export interface RequestedRole {
  readonly name: AccessName;
  readonly arn: RoleArn;
  readonly rule: RoleRule;
  /**
   * Rules that apply beside it: those of the bundle, and earlier rules of which it was not certain whether they apply, because
   * a user group or schedule could not be read.
   */
  readonly together?: readonly RoleRule[];
  /** Its place in the list of the role, from 0. Absent in requests of release 0.1.0. */
  readonly ruleIndex?: number;
}

/** All rules of a request. */
export const requestedRules = ({ roles }: Pick<RequestedAccess, 'roles'>): readonly RoleRule[] =>
  roles.flatMap(({ rule, together = [] }) => [rule, ...together]);

/** The active access that a request extends: the same holder and roles. */
export interface Extension {
  readonly request: RequestId;
  /** When that access ends without the extension. */
  readonly endsAt: Date;
  /** The start of the first request of the chain. The longest total counts from it. */
  readonly since: Date;
  /** Whether the rule needed no approval when it was requested. */
  readonly automatic: boolean;
}

/** The requested access. Never changed afterwards. */
export interface RequestedAccess {
  /** The holder. */
  readonly by: SlackUserId;
  /** The user who requested on behalf of the holder. Never one of the approvers. */
  readonly via?: SlackUserId;
  readonly at: Date;
  /** The name of the role or bundle. */
  readonly target: AccessName;
  readonly roles: readonly RequestedRole[];
  readonly duration: RequestedDuration;
  /** A start in the future. Absent: time runs from approval. */
  readonly notBefore?: Date;
  readonly reason: string;
  readonly catalogHash: string;
  readonly extends?: Extension;
  readonly emergency?: true;
}

/** One counted approval, for the roles that the approver may approve. */
export interface Review {
  readonly by: SlackUserId;
  /** The approver whose delegate the user was. */
  readonly for?: SlackUserId;
  readonly at: Date;
  readonly roles: readonly AccessName[];
  /** The places, among all rules of the request, of those that it counts for. Absent: all rules of the roles. */
  readonly rules?: readonly number[];
  /** Fewer minutes than requested. The least that any approver gives counts. */
  readonly minutes?: number;
}

/**
 * Why access ended. `base_ended`: the extended access ended early or failed. `tampered`: changed from outside.
 * `evidence_closed`: the ticket that it needs was closed.
 */
export type EndReason =
  | 'expired'
  | 'released'
  | 'revoked'
  | 'offboarded'
  | 'lockdown'
  | 'base_ended'
  | 'tampered'
  | 'evidence_closed';

/** The state of one role in IAM. `confirmed`: both sides of the trust were read back. */
export type RoleProgress =
  | { readonly arn: RoleArn; readonly kind: 'waiting' }
  | { readonly arn: RoleArn; readonly kind: 'confirmed' }
  | { readonly arn: RoleArn; readonly kind: 'refused'; readonly why: string };

interface Held {
  readonly approvedAt: Date;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly progress: readonly RoleProgress[];
  /** When the holder is reminded of the end. Absent afterwards, and for short access. */
  readonly remindAt?: Date;
  /** The decision was judged again just before a start in the future. */
  readonly isStartChecked?: true;
}

export type RequestStatus =
  | {
      readonly kind: 'pending';
      readonly lapsesAt: Date;
      /** When approvers are reminded next, and after that. */
      readonly remindersAt?: readonly Date[];
      readonly escalatesAt?: Date;
      readonly areApproversMissing?: true;
      /** The account whose IAM could not be read. The holder was notified; absent once the request is prepared. */
      readonly delayedBy?: AccountId;
    }
  | ({ readonly kind: 'approved' } & Held)
  | ({ readonly kind: 'active'; readonly activeAt: Date } & Held)
  | { readonly kind: 'denied'; readonly at: Date; readonly by: SlackUserId }
  | { readonly kind: 'cancelled'; readonly at: Date; readonly by: SlackUserId }
  | { readonly kind: 'lapsed'; readonly at: Date }
  | { readonly kind: 'failed'; readonly at: Date; readonly why: string; readonly startedAt?: Date }
  | {
      readonly kind: 'ended';
      readonly at: Date;
      readonly reason: EndReason;
      readonly startsAt: Date;
      readonly by?: SlackUserId;
    };

export type HeldStatus = Extract<RequestStatus, { kind: 'approved' | 'active' }>;
export type ClosedStatus = Exclude<RequestStatus, { kind: 'pending' | 'approved' | 'active' }>;

export interface MessageRef {
  readonly channel: SlackChannelId;
  readonly ts: string;
  /** The user, if it is a direct message. */
  readonly to?: SlackUserId;
  /** The address of the message, if it is the card of a channel and Slack named it. */
  readonly link?: string;
}

/** A pending review of an emergency. */
export interface ReviewOwed {
  readonly dueBy: Date;
  readonly remindAt: Date;
  /** Minutes between the last two reminders: the next gap is twice as long. */
  readonly gapMinutes: number;
}

/** The state that is derived from the facts of a request. */
export interface RequestState {
  readonly id: RequestId;
  readonly requested: RequestedAccess;
  /** The AWS identity the grant will name. */
  readonly principal?: Principal;
  readonly status: RequestStatus;
  readonly reviews: readonly Review[];
  readonly isPrepared: boolean;
  readonly isEscalated: boolean;
  /** The roles that were usable at any time. */
  readonly used: readonly RoleArn[];
  /** The requests that extend this one and are active. */
  readonly extensions: readonly RequestId[];
  /** Absent if no review is pending. */
  readonly reviewOwed?: ReviewOwed;
}

/** What Slack shows already, and when to look again. Does not affect access. */
export interface DeliveryProgress {
  /** The number of events that users were notified of. The rest is the outbox. */
  readonly handledEvents: number;
  /** The messages about later events that were sent. Others were not, because Slack did not take one. */
  readonly delivered?: readonly string[];
  /** The number of events that the cards show. */
  readonly drawnEvents: number;
  /** Messages to redraw when the request changes: cards and holder messages. */
  readonly cards: readonly MessageRef[];
  /** When the sweep has to look again; absent if nothing is left to do. */
  readonly dueAt?: Date;
  /** When DynamoDB may delete it. Set when the request is closed. */
  readonly forgetAt?: Date;
}

/** A request as it is read: its state, facts and delivery progress. */
export interface Request extends RequestState, DeliveryProgress {
  /** Increases with each write; every write is conditional on it. */
  readonly version: number;
  readonly events: readonly RequestEvent[];
  /** Why the stored item is invalid. Such a request opens nothing, and its open access is ended. */
  readonly tampered?: string;
}

export const isClosed = (status: RequestStatus): status is ClosedStatus =>
  status.kind !== 'pending' && status.kind !== 'approved' && status.kind !== 'active';

export const isHeld = (status: RequestStatus): status is HeldStatus =>
  status.kind === 'approved' || status.kind === 'active';

/** Seconds before a start in the future at which preconditions are checked again. The sweep runs each minute. */
const START_CHECK_SECONDS = 60;

export const startCheckAt = ({ startsAt }: HeldStatus): Date => addSeconds(startsAt, -START_CHECK_SECONDS);

/** Whether a start in the future has not been checked yet. */
export const isStartUnchecked = ({ startsAt, approvedAt, isStartChecked }: HeldStatus): boolean =>
  startsAt > approvedAt && isStartChecked !== true;

/** Whether Slack does not show every event yet. */
export const isSlackBehind = ({ handledEvents, drawnEvents, events }: Request): boolean =>
  Math.min(handledEvents, drawnEvents) < events.length;

/** The time of a decision. Clocks differ by seconds, and a request never goes back in time. */
export const timeOf = ({ events, tampered }: Pick<Request, 'events' | 'tampered'>, clock: Date): Date =>
  tampered === undefined ? later(clock, events.at(-1)?.at ?? clock) : clock;

/** The time box that an approval opens, in whole seconds; undefined if the requested end has already passed. */
export const timeBox = (requested: RequestedAccess, approvedAt: Date): { startsAt: Date; endsAt: Date } | undefined => {
  const approved = wholeSecond(approvedAt);
  const startsAt = requested.notBefore !== undefined && requested.notBefore > approved ? requested.notBefore : approved;
  const endsAt =
    requested.duration.kind === 'for' ? addMinutes(startsAt, requested.duration.minutes) : requested.duration.at;
  return endsAt > startsAt ? { startsAt, endsAt } : undefined;
};

/** The minutes within which an emergency has to be reviewed; undefined for other requests. */
export const reviewMinutes = (requested: RequestedAccess): number | undefined => {
  const { emergency } = requested;
  const within = requestedRules(requested).flatMap((rule) => rule.emergency?.reviewWithinMinutes ?? []);
  return emergency !== true || within.length === 0 ? undefined : Math.min(...within);
};

/** When the access of a request ends or ended; undefined if it never had access. */
export const endOf = (status: RequestStatus): Date | undefined => {
  if (isHeld(status)) return status.endsAt;
  if (status.kind === 'ended') return status.at;
  return status.kind === 'failed' && status.startedAt !== undefined ? status.at : undefined;
};
