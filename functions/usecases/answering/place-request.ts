import type { Actor } from '../../core/authority/directory.ts';
import type { Catalog } from '../../core/catalog/catalog.ts';
import { nextRequestId } from '../../core/ids.ts';
import type { Allowed, AskRefusal } from '../../core/request/ask.ts';
import { grantsOf, requestOf } from '../../core/request/ask.ts';
import type { Asked, Request } from '../../core/request/request.ts';
import { timeBox } from '../../core/request/request.ts';
import type { Clock, GrantStore, Log, RefusalLog, RequestStore, WakeQueue } from '../ports.ts';
import { refuseRoom } from '../room.ts';
import { wakeAfterStore } from '../wake.ts';

export type Placing<Refusal> =
  | { readonly kind: 'asked'; readonly request: Request }
  | { readonly kind: 'already_pending'; readonly request: Request }
  | { readonly kind: 'refused'; readonly refusal: Refusal | AskRefusal };

export interface PlaceDeps {
  readonly catalog: Catalog;
  readonly requests: Pick<RequestStore, 'create' | 'get' | 'recentOf'>;
  readonly grants: Pick<GrantStore, 'ofRole'>;
  readonly refusals: RefusalLog;
  readonly queue: WakeQueue;
  readonly clock: Clock;
  readonly log: Log;
}

/** More requests of one person for one thing than an index can lag behind. */
const MAX_FOLLOWED = 50;
/** How many of a person's latest requests for one thing may be waiting still. */
const LOOKED_THROUGH = 5;

/** Records a refusal that belongs to no request. */
export const recordRefusal = async (
  { refusals, catalog, clock }: Pick<PlaceDeps, 'refusals' | 'catalog' | 'clock'>,
  actor: Actor,
  text: string,
  refusal: { readonly kind: string },
): Promise<void> =>
  refusals.record({ at: clock.now(), by: actor.id, text, refusal: refusal.kind, catalogHash: catalog.hash });

/** In an emergency nobody is held up by what they asked for in the usual way. */
const isInTheWay = (pending: Request, asked: Asked): boolean =>
  pending.status.kind === 'pending' && (asked.emergency !== true || pending.asked.emergency === true);

/**
 * Stores what somebody may ask for: one write. The id of a request follows from the one before it, so that of two
 * commands at the same instant one is stored and the other is shown what already waits.
 */
export const createPlaceRequest = (deps: PlaceDeps) => {
  return async <Refusal extends { readonly kind: string }>(
    actor: Actor,
    text: string,
    decision: Allowed,
  ): Promise<Placing<Refusal>> => {
    const { catalog, requests, queue, log } = deps;
    const { asked, principal } = decision;
    const now = asked.at;
    const refuse = async (refusal: AskRefusal): Promise<Placing<Refusal>> => {
      await recordRefusal(deps, actor, text, refusal);
      return { kind: 'refused', refusal };
    };

    const [recent, partitions] = await Promise.all([
      requests.recentOf(asked.by, { limit: LOOKED_THROUGH, target: asked.target }),
      Promise.all(asked.roles.map(({ arn }) => deps.grants.ofRole(arn))),
    ]);
    for (const { id, status } of recent) {
      const pending = status === 'pending' ? await requests.get(id) : undefined;
      if (pending !== undefined && isInTheWay(pending, asked)) return { kind: 'already_pending', request: pending };
    }

    const box = timeBox(asked, now);
    if (box === undefined) return refuse({ kind: 'ends_before_start' });
    let previous = recent[0]?.id;
    for (let followed = 0; followed < MAX_FOLLOWED; followed += 1) {
      const request = requestOf(nextRequestId(asked.by, asked.target, previous), decision, catalog);
      const wanted = grantsOf({ id: request.id, asked, ...(principal === undefined ? {} : { principal }) }, box);
      const full = refuseRoom(partitions, wanted, now);
      if (full !== undefined) return refuse(full);
      const standing = await requests.create(request);
      if (standing === undefined) {
        await wakeAfterStore(queue, log, { kind: 'request', id: request.id });
        return { kind: 'asked', request };
      }
      if (isInTheWay(standing, asked)) return { kind: 'already_pending', request: standing };
      previous = standing.id;
    }
    throw new Error(`no free request id for ${asked.target} after ${MAX_FOLLOWED} of ${asked.by}`);
  };
};
