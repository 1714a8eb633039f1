import type { Actor, Directory, StandingRefusal } from '../authority/directory.ts';
import { knownGroups, refuseStanding } from '../authority/directory.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { isAmong } from '../catalog/lookup.ts';
import { earlier, wholeSecond } from '../time.ts';
import type { EndReason, Request, RequestStatus } from './request.ts';
import { moved } from './request.ts';

export type EndRefusal =
  | StandingRefusal
  | { readonly kind: 'not_yours' }
  | { readonly kind: 'already_closed'; readonly status: RequestStatus['kind'] };

export type EndDecision =
  | { readonly kind: 'cancelled'; readonly request: Request }
  | { readonly kind: 'ended'; readonly request: Request }
  | { readonly kind: 'refused'; readonly refusal: EndRefusal };

/** Reasons come from IAM too, which may be wordy; an item has to stay small. */
const MAX_WHY_CHARACTERS = 1000;

/** Ends what is held; the moment it ended at is never later than the one that was promised. */
export const end = (
  request: Request,
  reason: EndReason,
  by: Actor['id'] | undefined,
  now: Date,
  why?: string,
): Request => {
  const { status } = request;
  if (status.kind !== 'approved' && status.kind !== 'active') return request;
  const at = reason === 'expired' ? status.endsAt : earlier(wholeSecond(now), status.endsAt);
  const who = by === undefined ? {} : { by };
  return moved(
    request,
    { kind: 'ended', at, reason, startsAt: status.startsAt, ...who },
    { kind: 'ended', reason, ...who, ...(why === undefined ? {} : { why: why.slice(0, MAX_WHY_CHARACTERS) }) },
    now,
  );
};

/** Ends or cancels at somebody's wish: their own request, or anybody's for an admin. */
export const decideEnd = (
  request: Request,
  actor: Actor,
  { catalog, directory, now }: { catalog: Catalog; directory: Directory; now: Date },
): EndDecision => {
  const standing = refuseStanding(actor, directory);
  if (standing !== undefined) return { kind: 'refused', refusal: standing };
  const { by, via } = request.asked;
  // Whoever asked for another takes back what waits; what is held is its holder's to end.
  const isOwn = by === actor.id || (via === actor.id && request.status.kind === 'pending');
  const isAdmin = isAmong(catalog.settings.admins, actor.id, knownGroups(directory, now)) === 'yes';
  if (!isOwn && !isAdmin) return { kind: 'refused', refusal: { kind: 'not_yours' } };
  switch (request.status.kind) {
    case 'pending':
      return {
        kind: 'cancelled',
        request: moved(request, { kind: 'cancelled', at: now, by: actor.id }, { kind: 'cancelled', by: actor.id }, now),
      };
    case 'approved':
    case 'active':
      return { kind: 'ended', request: end(request, isOwn ? 'released' : 'revoked', actor.id, now) };
    default:
      return { kind: 'refused', refusal: { kind: 'already_closed', status: request.status.kind } };
  }
};

/** A request nobody decided in time. */
export const lapse = (request: Request, now: Date): Request =>
  moved(request, { kind: 'lapsed', at: now }, { kind: 'lapsed' }, now);

/** A request that cannot be carried out, with the reason in words a person can act on. */
export const fail = (request: Request, reason: string, now: Date): Request => {
  const { status } = request;
  const why = reason.slice(0, MAX_WHY_CHARACTERS);
  const startedAt = status.kind === 'approved' || status.kind === 'active' ? { startedAt: status.startsAt } : {};
  return moved(request, { kind: 'failed', at: now, why, ...startedAt }, { kind: 'failed', why }, now);
};
