import type { Actor } from '../../core/authority/directory.ts';
import { defined } from '../../core/defined.ts';
import { possibleRequestIds, type RequestId } from '../../core/ids.ts';
import { type Allowed, type AskRefusal, grantsOf, requestOf } from '../../core/request/ask.ts';
import { type Asked, type Request, timeBox } from '../../core/request/request.ts';
import type { Needs } from '../ports.ts';
import { checkEarlierEmergencies } from '../shared/check-earlier-emergencies.ts';
import { readRequests } from '../shared/read-requests.ts';
import { wakeAfterStore } from '../shared/wake-after-store.ts';
import { recordRefusal } from './refusals.ts';
import { refuseRoleCapacity } from './role-capacity.ts';

export type Placing<Refusal> =
  | { readonly kind: 'asked'; readonly request: Request }
  | { readonly kind: 'already_pending'; readonly request: Request }
  | { readonly kind: 'refused'; readonly refusal: Refusal | AskRefusal };

export type PlaceDeps = Needs<
  'catalog' | 'hub' | 'queue' | 'clock' | 'log',
  {
    directory: 'read';
    requests: 'create' | 'get' | 'getMany' | 'recentOf';
    grants: 'ofRole';
    due: 'open';
    refusals: 'record';
  }
>;

/** More requests of one user for one role than an index can lag behind. */
const MAX_FOLLOWED = 50;
/** How many of a user's latest requests for one role or bundle may be pending. */
const LOOKED_THROUGH = 5;

/** A request that was made in the usual way never holds up an emergency. */
const isInTheWay = (pending: Request, asked: Asked): boolean =>
  pending.status.kind === 'pending' && (asked.emergency !== true || pending.asked.emergency === true);

/**
 * Stores what a user may request: one write. The id of a request follows from the one before it, so that of two commands
 * at the same instant one is stored and the other is shown the pending request.
 */
export const createPlaceRequest = (deps: PlaceDeps) => {
  const { catalog, requests, queue, log } = deps;

  /** Stores the request under the next free id, unless there is no room for it or a request in its way. */
  const store = async (
    decision: Allowed,
    previous: RequestId | undefined,
    refuse: (request: Request) => AskRefusal | undefined,
  ): Promise<Placing<never>> => {
    const { asked } = decision;
    let before = previous;
    for (let followed = 0; followed < MAX_FOLLOWED; followed += 1) {
      const [id, yesterdays] = possibleRequestIds(asked.by, asked.target, before, asked.at);
      const [missed] = yesterdays === undefined ? [] : await readRequests(deps, [yesterdays]);
      const request = requestOf(id, decision, catalog);
      const refusal = missed === undefined ? refuse(request) : undefined;
      if (refusal !== undefined) return { kind: 'refused', refusal };
      const existing = missed ?? (await requests.create(request));
      if (existing === undefined) {
        await wakeAfterStore(queue, log, { kind: 'request', id });
        return { kind: 'asked', request };
      }
      if (existing !== 'unreadable' && isInTheWay(existing, asked))
        return { kind: 'already_pending', request: existing };
      before = existing === 'unreadable' ? id : existing.id;
    }
    throw new Error(`no free request id for ${asked.target} after ${MAX_FOLLOWED} of ${asked.by}`);
  };

  const place = async (decision: Allowed): Promise<Placing<never>> => {
    const { asked, principal } = decision;
    const [recent, partitions] = await Promise.all([
      requests.recentOf(asked.by, { limit: LOOKED_THROUGH, target: asked.target }),
      Promise.all(asked.roles.map(({ arn }) => deps.grants.ofRole(arn))),
    ]);
    const lines = recent.filter(({ status }) => status === 'pending').map(({ id }) => id);
    const pending = (await readRequests(deps, lines)).find((request) => isInTheWay(request, asked));
    if (pending !== undefined) return { kind: 'already_pending', request: pending };
    const directory = await deps.directory.read();
    const unreviewed = await checkEarlierEmergencies(deps, { asked }, { catalog, directory, now: asked.at });
    if (unreviewed !== undefined) return { kind: 'refused', refusal: unreviewed };
    const box = timeBox(asked, asked.at);
    if (box === undefined) return { kind: 'refused', refusal: { kind: 'ends_before_start' } };
    return store(decision, recent[0]?.id, ({ id }) =>
      refuseRoleCapacity(partitions, grantsOf({ id, asked, ...defined({ principal }) }, box), deps.hub, asked.at),
    );
  };

  return async (actor: Actor, text: string, decision: Allowed): Promise<Placing<never>> => {
    const placing = await place(decision);
    if (placing.kind === 'refused') await recordRefusal(deps, actor, text, placing.refusal);
    return placing;
  };
};
