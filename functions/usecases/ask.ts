import type { AskRefusal, Wish } from '../core/ask.ts';
import { decideAsk, grantsOf, requestOf } from '../core/ask.ts';
import type { Catalog } from '../core/catalog/catalog.ts';
import type { Actor } from '../core/directory.ts';
import { nextRequestId } from '../core/ids.ts';
import type { Request } from '../core/request.ts';
import { timeBox } from '../core/request.ts';
import type { Clock, DirectoryStore, GrantStore, Log, RefusalLog, RequestStore, WakeQueue } from './ports.ts';
import { refuseRoom } from './room.ts';
import { wakeAfterStore } from './wake.ts';

export type Asking =
  | { readonly kind: 'asked'; readonly request: Request }
  | { readonly kind: 'already_pending'; readonly request: Request }
  | { readonly kind: 'refused'; readonly refusal: AskRefusal };

interface Deps {
  readonly catalog: Catalog;
  readonly directory: Pick<DirectoryStore, 'read'>;
  readonly requests: Pick<RequestStore, 'create' | 'get' | 'recentOf'>;
  readonly grants: Pick<GrantStore, 'ofRole'>;
  readonly refusals: RefusalLog;
  readonly queue: WakeQueue;
  readonly clock: Clock;
  readonly log: Log;
}

/** More requests of one person for one thing than an index can lag behind. */
const MAX_FOLLOWED = 50;

/**
 * Takes an asking: one write, whatever it comes to. The id of a request follows from the one before it, so that of two
 * commands at the same instant one is stored and the other is shown what already waits.
 */
export const createAsk = (deps: Deps) => {
  const refuse = async (actor: Actor, text: string, refusal: AskRefusal): Promise<Asking> => {
    const { catalog, refusals, clock } = deps;
    await refusals.record({
      at: clock.now(),
      by: actor.id,
      text,
      refusal: refusal.kind,
      catalogHash: catalog.hash,
    });
    return { kind: 'refused', refusal };
  };

  return async ({ actor, wish, text }: { actor: Actor; wish: Wish; text: string }): Promise<Asking> => {
    const { catalog, requests, queue, log } = deps;
    const now = deps.clock.now();
    const directory = await deps.directory.read();
    const decision = decideAsk(wish, actor, { catalog, directory, now });
    if (decision.kind !== 'allowed') return refuse(actor, text, decision);
    const { asked, principal } = decision;

    const [recent, partitions] = await Promise.all([
      requests.recentOf(actor.id, { limit: 1, target: asked.target }),
      Promise.all(asked.roles.map(({ arn }) => deps.grants.ofRole(arn))),
    ]);
    let previous = recent[0]?.id;
    if (previous !== undefined && recent[0]?.status === 'pending') {
      const pending = await requests.get(previous);
      if (pending?.status.kind === 'pending') return { kind: 'already_pending', request: pending };
    }

    const box = timeBox(asked, now);
    if (box === undefined) return refuse(actor, text, { kind: 'ends_before_start' });
    for (let followed = 0; followed < MAX_FOLLOWED; followed += 1) {
      const request = requestOf(nextRequestId(actor.id, asked.target, previous), decision, catalog);
      const wanted = grantsOf({ id: request.id, asked, ...(principal === undefined ? {} : { principal }) }, box);
      const full = refuseRoom(partitions, wanted, now);
      if (full !== undefined) return refuse(actor, text, full);
      const standing = await requests.create(request);
      if (standing === undefined) {
        await wakeAfterStore(queue, log, { kind: 'request', id: request.id });
        return { kind: 'asked', request };
      }
      if (standing.status.kind === 'pending') return { kind: 'already_pending', request: standing };
      previous = standing.id;
    }
    throw new Error(`no free request id for ${asked.target} after ${MAX_FOLLOWED} of ${actor.id}`);
  };
};
