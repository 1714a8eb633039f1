import type { Principal, RoleRule } from '../catalog/catalog.ts';
import type { AccessName, RoleArn, SlackChannelId, SlackUserId } from '../names.ts';
import { addMinutes, addSeconds, later, wholeSecond } from '../time.ts';
import type { RequestEvent } from './facts.ts';
import type { RequestId } from './ids.ts';

/** How long the access should last: a length that counts from approval, or a moment it ends at. */
export type RequestedDuration =
  | { readonly kind: 'for'; readonly minutes: number }
  | { readonly kind: 'until'; readonly at: Date };

/** One role of a request with the rule that was in force when it was requested. */
export interface RequestedRole {
  readonly name: AccessName;
  readonly arn: RoleArn;
  readonly rule: RoleRule;
}

/** What a request adds to: active access of the same holder to the same roles. */
export interface Extension {
  readonly request: RequestId;
  /** When that access ends without this. */
  readonly endsAt: Date;
  /** When the first of the chain began: what the longest total is counted from. */
  readonly since: Date;
  /** Whether the rule let it through without approval when it was requested. */
  readonly automatic: boolean;
}

/** What was requested, as it was requested: never changed afterwards. */
export interface RequestedAccess {
  /** Who it is for: the access is theirs, and theirs to end. */
  readonly by: SlackUserId;
  /** Who requested it on behalf of the holder: notified of the outcome, and never among its approvers. */
  readonly via?: SlackUserId;
  readonly at: Date;
  /** The name that was typed: of a role or of a bundle. */
  readonly target: AccessName;
  readonly roles: readonly RequestedRole[];
  readonly duration: RequestedDuration;
  /** A start in the future; without it time runs from approval. */
  readonly notBefore?: Date;
  readonly reason: string;
  readonly catalogHash: string;
  readonly extends?: Extension;
  /** An emergency was declared: access at once, reviewed by an approver afterwards. */
  readonly emergency?: true;
}

/** One counted approval: who, when, and for which roles of the request they may speak. */
export interface Review {
  readonly by: SlackUserId;
  readonly at: Date;
  readonly roles: readonly AccessName[];
  /** Fewer minutes than were requested: the least that any approver gives is what holds. */
  readonly minutes?: number;
}

/** Why access ended. `base_ended`: the extended access ended early or failed. `tampered`: changed from outside. */
export type EndReason = 'expired' | 'released' | 'revoked' | 'offboarded' | 'lockdown' | 'base_ended' | 'tampered';

/** How far one role of the request has come in IAM. `confirmed`: both sides of the trust were read back. */
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
      /** When the second line may decide too. */
      readonly escalatesAt?: Date;
      /** The requester was notified that fewer approvers are left than the rule needs. */
      readonly areApproversMissing?: true;
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

/** Where in Slack a message of ours is. */
export interface MessageRef {
  readonly channel: SlackChannelId;
  readonly ts: string;
  /** The user whose direct messages the channel is. */
  readonly to?: SlackUserId;
}

/** A review of an emergency that is still to come. */
export interface ReviewOwed {
  readonly dueBy: Date;
  readonly remindAt: Date;
  /** Minutes between the last two reminders: the next gap is twice as long. */
  readonly gapMinutes: number;
}

/** What the facts of a request make of it. */
export interface RequestState {
  readonly id: RequestId;
  readonly requested: RequestedAccess;
  /** The AWS identity the grant will name. */
  readonly principal?: Principal;
  readonly status: RequestStatus;
  readonly reviews: readonly Review[];
  readonly isPrepared: boolean;
  readonly isEscalated: boolean;
  /** The roles that could ever be used: both sides of the trust were read back. */
  readonly used: readonly RoleArn[];
  /** The requests that extend this one and are active. */
  readonly extensions: readonly RequestId[];
  /** Absent once it was given, and where there was no emergency. */
  readonly reviewOwed?: ReviewOwed;
}

/** How far Slack shows what is stored, and when to look again. Says nothing about access. */
export interface DeliveryProgress {
  /** How many of the events users were notified of. The rest is the outbox. */
  readonly handledEvents: number;
  /** How many of the events the cards show. */
  readonly drawnEvents: number;
  /** Messages that are redrawn when the request changes: cards, and messages with a button that the holder has. */
  readonly cards: readonly MessageRef[];
  /** When the sweep has to look again; absent when nothing is left to do. */
  readonly dueAt?: Date;
  /** When DynamoDB may delete it. Set once it is closed. */
  readonly forgetAt?: Date;
}

/** A request as it is read: the state its facts make, the facts, and the progress of telling them. */
export interface Request extends RequestState, DeliveryProgress {
  /** Rises by one with each write; every write is conditional on it. */
  readonly version: number;
  readonly events: readonly RequestEvent[];
  /** What does not hold in the stored record. Nothing is opened by such a request, and what it opened is closed. */
  readonly tampered?: string;
}

export const isClosed = (status: RequestStatus): status is ClosedStatus =>
  status.kind !== 'pending' && status.kind !== 'approved' && status.kind !== 'active';

/** Whether access was decided and has not been closed. */
export const isHeld = (status: RequestStatus): status is HeldStatus =>
  status.kind === 'approved' || status.kind === 'active';

/** Seconds before a start in the future at which the decision is judged again: the sweep runs each minute. */
const START_CHECK_SECONDS = 60;

/** When the decision has to be judged again because the start comes. */
export const startCheckAt = ({ startsAt }: HeldStatus): Date => addSeconds(startsAt, -START_CHECK_SECONDS);

/** Whether the start was in the future when it was approved, and the check before it is still to come. */
export const isStartUnchecked = ({ startsAt, approvedAt, isStartChecked }: HeldStatus): boolean =>
  startsAt > approvedAt && isStartChecked !== true;

/** Whether something happened that Slack does not show yet. */
export const isSlackBehind = ({ handledEvents, drawnEvents, events }: Request): boolean =>
  Math.min(handledEvents, drawnEvents) < events.length;

/**
 * The time of a decision: clocks of two machines differ by seconds, and a request never goes back in time. The times of
 * a record that was changed from outside count for nothing.
 */
export const timeOf = ({ events, tampered }: Pick<Request, 'events' | 'tampered'>, clock: Date): Date =>
  tampered === undefined ? later(clock, events.at(-1)?.at ?? clock) : clock;

/**
 * The time box that an approval at some moment opens: it runs from the approval, or from the later start that was
 * requested, in whole seconds. Undefined when the moment it should end at has already passed.
 */
export const timeBox = (requested: RequestedAccess, approvedAt: Date): { startsAt: Date; endsAt: Date } | undefined => {
  const approved = wholeSecond(approvedAt);
  const startsAt = requested.notBefore !== undefined && requested.notBefore > approved ? requested.notBefore : approved;
  const endsAt =
    requested.duration.kind === 'for' ? addMinutes(startsAt, requested.duration.minutes) : requested.duration.at;
  return endsAt > startsAt ? { startsAt, endsAt } : undefined;
};

/** The minutes within which an emergency has to be reviewed, the shortest of its rules; undefined for other requests. */
export const reviewMinutes = ({ emergency, roles }: RequestedAccess): number | undefined => {
  const within = roles.flatMap(({ rule }) => rule.emergency?.reviewWithinMinutes ?? []);
  return emergency !== true || within.length === 0 ? undefined : Math.min(...within);
};

/** The moment a request's access ends or ended; undefined for one that never had any. */
export const endOf = (status: RequestStatus): Date | undefined => {
  if (isHeld(status)) return status.endsAt;
  if (status.kind === 'ended') return status.at;
  return status.kind === 'failed' && status.startedAt !== undefined ? status.at : undefined;
};
