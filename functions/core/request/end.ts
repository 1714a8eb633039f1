import type { MembershipUnknown } from '../authority/answer.ts';
import { mayEnd } from '../authority/authority.ts';
import type { AccountRefusal, Actor } from '../authority/directory.ts';
import type { AuthorityWorld } from '../authority/membership.ts';
import { defined } from '../defined.ts';
import type { SlackUserId } from '../names.ts';
import type { RequestFact } from './facts.ts';
import { type EndReason, isClosed, isHeld, type RequestState, type RequestStatus } from './request.ts';

export type EndRefusal =
  | AccountRefusal
  | MembershipUnknown
  | { readonly kind: 'not_yours' }
  | { readonly kind: 'already_closed'; readonly status: RequestStatus['kind'] };

export type EndDecision =
  | { readonly kind: 'cancelled' | 'ended'; readonly facts: readonly RequestFact[] }
  | { readonly kind: 'refused'; readonly refusal: EndRefusal };

/** Messages of IAM can be long, and an item has to stay small. */
const MAX_WHY_CHARACTERS = 1000;

/** Ends held access and cancels pending requests. Access that is past its end has expired. */
export const close = (
  { status }: Pick<RequestState, 'status'>,
  {
    reason,
    by,
    why,
  }: { readonly reason: EndReason; readonly by?: SlackUserId | undefined; readonly why?: string | undefined },
  now: Date,
): readonly RequestFact[] => {
  if (isClosed(status)) return [];
  const more = defined({ by, why: why?.slice(0, MAX_WHY_CHARACTERS) });
  if (isHeld(status) && status.endsAt <= now) return [{ kind: 'ended', reason: 'expired' }];
  if (isHeld(status)) return [{ kind: 'ended', reason, ...more }];
  return by === undefined ? fail(why ?? '') : [{ kind: 'cancelled', by, ...defined({ why: more.why }) }];
};

export const fail = (why: string): readonly RequestFact[] => [
  { kind: 'failed', why: why.slice(0, MAX_WHY_CHARACTERS) },
];

/** Ends or cancels the user's own request, or any request for an admin. */
export const decideEnd = (
  request: Pick<RequestState, 'requested' | 'status'>,
  actor: Actor,
  world: AuthorityWorld,
): EndDecision => {
  const found = mayEnd(actor, request, world);
  if (found.answer !== 'yes') return { kind: 'refused', refusal: found.refusal };
  const { status } = request;
  if (isClosed(status)) return { kind: 'refused', refusal: { kind: 'already_closed', status: status.kind } };
  const facts = close(request, { reason: found.isOwn ? 'released' : 'revoked', by: actor.id }, world.now);
  return { kind: status.kind === 'pending' ? 'cancelled' : 'ended', facts };
};
