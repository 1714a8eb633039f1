import type { Principal, RoleRule } from '../catalog/catalog.ts';
import type { RequestId } from '../ids.ts';
import type { AccessName, RoleArn, SlackChannelId, SlackUserId } from '../names.ts';
import { addMinutes, addSeconds, earliest, wholeSecond } from '../time.ts';
import type { RequestEvent, RequestFact } from './facts.ts';
import { appendEvent } from './facts.ts';

/** How long the access should last: a length that counts from approval, or a moment it ends at. */
export type Window = { readonly kind: 'for'; readonly minutes: number } | { readonly kind: 'until'; readonly at: Date };

/** One role of a request with the rule that was in force when it was asked for. */
export interface AskedRole {
  readonly name: AccessName;
  readonly arn: RoleArn;
  readonly rule: RoleRule;
}

/** What a request adds to: access of the same person to the same thing that has not ended. */
export interface Extension {
  readonly request: RequestId;
  /** When that access ends without this. */
  readonly endsAt: Date;
  /** When the first of the chain began: what the longest total is counted from. */
  readonly since: Date;
  /** Whether the rule let it through by itself when it was asked for. */
  readonly automatic: boolean;
}

/** What was asked, as it was asked: never changed after the request is made. */
export interface Asked {
  /** Who it is for: the access is theirs, and theirs to end. */
  readonly by: SlackUserId;
  /** Who asked in their name: told what becomes of it, and never among its approvers. */
  readonly via?: SlackUserId;
  readonly at: Date;
  /** The name that was typed: of a role or of a bundle. */
  readonly target: AccessName;
  readonly roles: readonly AskedRole[];
  readonly window: Window;
  /** A start in the future; without it time runs from approval. */
  readonly notBefore?: Date;
  readonly reason: string;
  readonly catalogHash: string;
  readonly extends?: Extension;
  /** An emergency was declared: at once, by the rule, and judged by an approver afterwards. */
  readonly emergency?: true;
}

/** One counted approval: who, when, and for which roles of the request they may speak. */
export interface Review {
  readonly by: SlackUserId;
  readonly at: Date;
  readonly roles: readonly AccessName[];
  /** Fewer minutes than were asked for: the least that any approver gives is what holds. */
  readonly minutes?: number;
}

export type EndReason = 'expired' | 'released' | 'revoked' | 'offboarded' | 'lockdown';

/** How far one role of the request has come in IAM. */
export type Part =
  | { readonly arn: RoleArn; readonly kind: 'waiting' }
  | { readonly arn: RoleArn; readonly kind: 'confirmed' }
  | { readonly arn: RoleArn; readonly kind: 'refused'; readonly why: string };

interface Held {
  readonly approvedAt: Date;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly parts: readonly Part[];
  /** When the holder is to be told that the end comes. Absent once they were, and for what is short. */
  readonly remindAt?: Date;
}

export type RequestStatus =
  | {
      readonly kind: 'pending';
      readonly lapsesAt: Date;
      /** When approvers are reminded next, and after that. */
      readonly remindersAt?: readonly Date[];
      /** When the second line may decide too. */
      readonly escalatesAt?: Date;
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

export type ClosedStatus = Exclude<RequestStatus, { kind: 'pending' | 'approved' | 'active' }>;

/** Where in Slack a message of ours stands. */
export interface MessageRef {
  readonly channel: SlackChannelId;
  readonly ts: string;
  /** Whose direct messages the channel is. */
  readonly to?: SlackUserId;
}

/** What is left to be said of an emergency: whether it was right. */
export interface ReviewOwed {
  readonly dueBy: Date;
  readonly remindAt: Date;
  /** Minutes between the last two reminders: the next gap is twice as long. */
  readonly gapMinutes: number;
}

/** The human decision: who asks for what, why, for how long, who reviewed it and how it ended. */
export interface Request {
  readonly id: RequestId;
  /** Rises by one with each write; every write is conditional on it. */
  readonly version: number;
  readonly asked: Asked;
  /** The AWS identity the grant will name. Absent until a verified e-mail has been read from Slack. */
  readonly principal?: Principal;
  readonly status: RequestStatus;
  readonly reviews: readonly Review[];
  readonly events: readonly RequestEvent[];
  /** How many of the events people were told of. The rest is the outbox. */
  readonly handledEvents: number;
  /** How many of the events the cards show. */
  readonly drawnEvents: number;
  /**
   * What is drawn anew when the request changes: the cards in the channels of its roles and with approvers, and what the
   * holder was told with a button to press (`to` is then the holder).
   */
  readonly cards: readonly MessageRef[];
  /** Absent once it was given, and where there was no emergency. */
  readonly reviewOwed?: ReviewOwed;
  /** When the sweep has to look again; absent when nothing is left to do. */
  readonly dueAt?: Date;
  /** When DynamoDB may forget it. Set once it is closed. */
  readonly forgetAt?: Date;
}

/** Seconds the queue is given to do the work before the sweep wakes it again. */
const GRACE_SECONDS = 30;

export const isClosed = (status: RequestStatus): status is ClosedStatus =>
  status.kind !== 'pending' && status.kind !== 'approved' && status.kind !== 'active';

/** Whether access was decided and has not been closed. */
export const isHeld = (status: RequestStatus): status is Extract<RequestStatus, { kind: 'approved' | 'active' }> =>
  status.kind === 'approved' || status.kind === 'active';

/** When a request has to be looked at next if nobody wakes anybody. */
const nextDue = (request: Request, now: Date): Date | undefined => {
  const { status } = request;
  const isUnhandled = Math.min(request.handledEvents, request.drawnEvents) < request.events.length;
  const unhandled = isUnhandled ? addSeconds(now, GRACE_SECONDS) : undefined;
  const owed = request.reviewOwed?.remindAt;
  if (status.kind === 'pending')
    return earliest([unhandled, status.lapsesAt, status.remindersAt?.[0], status.escalatesAt]);
  if (status.kind !== 'approved' && status.kind !== 'active') return earliest([unhandled, owed]);
  const isWaiting = status.parts.some((part) => part.kind === 'waiting');
  return earliest([
    unhandled,
    isWaiting ? addSeconds(now, GRACE_SECONDS) : undefined,
    status.remindAt,
    owed,
    status.endsAt,
  ]);
};

/** A request with its next look worked out: what every transition hands to the store. */
export const scheduled = (request: Request, now: Date): Request => {
  const { dueAt: _, ...rest } = request;
  const dueAt = nextDue(request, now);
  return dueAt === undefined ? rest : { ...rest, dueAt };
};

/** Records what happened, and nothing else. */
export const withEvent = (request: Request, fact: RequestFact, at: Date): Request =>
  scheduled({ ...request, events: appendEvent(request.events, request.asked, fact, at) }, at);

/** Moves a request to another state, together with the event that says so. */
export const moved = (request: Request, status: RequestStatus, fact: RequestFact, at: Date): Request =>
  withEvent({ ...request, status }, fact, at);

/** A request as it is first stored. */
export const newRequest = (
  id: RequestId,
  asked: Asked,
  principal: Principal | undefined,
  lapseAfterMinutes: number,
): Request =>
  moved(
    {
      id,
      version: 0,
      asked,
      ...(principal === undefined ? {} : { principal }),
      status: { kind: 'pending', lapsesAt: addMinutes(asked.at, lapseAfterMinutes) },
      reviews: [],
      events: [],
      handledEvents: 0,
      drawnEvents: 0,
      cards: [],
    },
    { kind: 'pending', lapsesAt: addMinutes(asked.at, lapseAfterMinutes) },
    { kind: 'asked', by: asked.via ?? asked.by },
    asked.at,
  );

/**
 * The time box that an approval at some moment opens: it runs from the approval, or from the later start that was asked
 * for, in whole seconds. Undefined when the moment it should end at has already passed.
 */
export const timeBox = (asked: Asked, approvedAt: Date): { startsAt: Date; endsAt: Date } | undefined => {
  const approved = wholeSecond(approvedAt);
  const startsAt = asked.notBefore !== undefined && asked.notBefore > approved ? asked.notBefore : approved;
  const endsAt = asked.window.kind === 'for' ? addMinutes(startsAt, asked.window.minutes) : asked.window.at;
  return endsAt > startsAt ? { startsAt, endsAt } : undefined;
};

/** The moment a request's access ends or ended; undefined for one that never had any. */
export const endOf = (status: RequestStatus): Date | undefined => {
  switch (status.kind) {
    case 'approved':
    case 'active':
      return status.endsAt;
    case 'ended':
      return status.at;
    case 'failed':
      return status.startedAt === undefined ? undefined : status.at;
    case 'pending':
    case 'denied':
    case 'cancelled':
    case 'lapsed':
      return undefined;
    default:
      return status satisfies never;
  }
};
