import { canonicalJson, sha256 } from '../hash.ts';
import type { RequestId } from '../ids.ts';
import type { AccessName, RoleArn, SlackUserId } from '../names.ts';
import type { Asked, EndReason } from './request.ts';

/** What somebody pressed. */
export type ClickAction = 'approve' | 'deny' | 'cancel' | 'end' | 'review';

/** One thing that somebody holds. */
export interface Holding {
  readonly name: AccessName;
  readonly endsAt: Date;
}

/** What can happen to a request. Each is also what the people concerned are told about. */
export type RequestFact =
  | { readonly kind: 'asked'; readonly by: SlackUserId }
  | {
      readonly kind: 'prepared';
      /** What the person held at that moment, and how often they had asked for the same in the 30 days before. */
      readonly holding?: readonly Holding[];
      readonly askedBefore?: number;
    }
  /** Approvers were reminded of what waits for them. */
  | { readonly kind: 'reminded' }
  /** Nobody decided for a while: the second line may, too. */
  | { readonly kind: 'escalated' }
  | {
      readonly kind: 'approval_counted';
      readonly by: SlackUserId;
      readonly missing: number;
      /** What the approver shortened it to. */
      readonly minutes?: number;
      readonly catalogHash: string;
    }
  | {
      readonly kind: 'approved';
      readonly by?: SlackUserId;
      readonly endsAt: Date;
      /** What approvers shortened it to. */
      readonly minutes?: number;
      readonly catalogHash: string;
    }
  | { readonly kind: 'denied'; readonly by: SlackUserId; readonly why?: string; readonly catalogHash: string }
  | { readonly kind: 'cancelled'; readonly by: SlackUserId; readonly why?: string }
  | { readonly kind: 'lapsed' }
  | { readonly kind: 'part_confirmed'; readonly arn: RoleArn; readonly name: AccessName }
  | { readonly kind: 'part_refused'; readonly arn: RoleArn; readonly name: AccessName; readonly why: string }
  | { readonly kind: 'activated' }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'review_reminded'; readonly dueBy: Date; readonly isOverdue: boolean }
  | {
      readonly kind: 'emergency_reviewed';
      readonly by: SlackUserId;
      readonly wasRight: boolean;
      readonly note?: string;
      readonly catalogHash: string;
    }
  | { readonly kind: 'ends_soon'; readonly endsAt: Date }
  /** Another request of the same person has moved the end. */
  | { readonly kind: 'extended'; readonly request: RequestId; readonly endsAt: Date }
  | { readonly kind: 'ended'; readonly reason: EndReason; readonly by?: SlackUserId; readonly why?: string }
  | {
      readonly kind: 'click_refused';
      readonly by: SlackUserId;
      readonly action: ClickAction;
      /** The kind of the refusal; the sentence is made when it is told. */
      readonly refusal: string;
    };

/** One fact with its place in the chain: `hash` covers the fact, the time and the hash before it. */
export interface RequestEvent {
  readonly seq: number;
  readonly at: Date;
  readonly fact: RequestFact;
  readonly hash: string;
}

/** Refused clicks recorded one by one; past that they are answered no more, so that an item stays small. */
export const MAX_EVENTS = 150;

const hashOf = (previous: string, seq: number, at: Date, fact: RequestFact): string =>
  sha256(canonicalJson({ previous, seq, at, fact }));

/** The chain begins with what was asked, so that the snapshot itself cannot be changed unnoticed. */
const rootHash = (asked: Asked): string => sha256(canonicalJson(asked));

/** Adds a fact at the end of the chain. */
export const appendEvent = (
  events: readonly RequestEvent[],
  asked: Asked,
  fact: RequestFact,
  at: Date,
): readonly RequestEvent[] => {
  const seq = events.length;
  const previous = events.at(-1)?.hash ?? rootHash(asked);
  return [...events, { seq, at, fact, hash: hashOf(previous, seq, at, fact) }];
};

/** The first event whose hash does not follow from what stands before it; undefined when the chain holds. */
export const brokenLink = (events: readonly RequestEvent[], asked: Asked): number | undefined => {
  let previous = rootHash(asked);
  for (const [index, event] of events.entries()) {
    if (event.seq !== index || event.hash !== hashOf(previous, index, event.at, event.fact)) return index;
    previous = event.hash;
  }
  return undefined;
};
