import type { Actor } from '../../core/authority/directory.ts';
import { defined } from '../../core/defined.ts';
import { possibleRequestIds, type RequestId } from '../../core/ids.ts';
import { type Allowed, grantsOf, type RequestRefusal, requestOf } from '../../core/request/decide-request.ts';
import { type Request, type RequestedAccess, timeBox } from '../../core/request/request.ts';
import type { Needs } from '../ports.ts';
import { checkEarlierEmergencies } from '../shared/check-earlier-emergencies.ts';
import { readRequests } from '../shared/read-requests.ts';
import { wakeAfterStore } from '../shared/wake-after-store.ts';
import { recordRefusal } from './refusals.ts';
import { refuseRoleCapacity } from './role-capacity.ts';

export type SubmitOutcome<Refusal> =
  | { readonly kind: 'requested'; readonly request: Request }
  | { readonly kind: 'already_pending'; readonly request: Request }
  | { readonly kind: 'refused'; readonly refusal: Refusal | RequestRefusal };

export type SubmitDeps = Needs<
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
const isInTheWay = (pending: Request, requested: RequestedAccess): boolean =>
  pending.status.kind === 'pending' && (requested.emergency !== true || pending.requested.emergency === true);

/**
 * Stores what a user may request: one write. The id of a request follows from the one before it, so that of two commands
 * at the same instant one is stored and the other is shown the pending request.
 */
export const createSubmitRequest = (deps: SubmitDeps) => {
  const { catalog, requests, queue, log } = deps;

  /** Stores the request under the next free id, unless there is no room for it or a request in its way. */
  const store = async (
    decision: Allowed,
    previous: RequestId | undefined,
    refuse: (request: Request) => RequestRefusal | undefined,
  ): Promise<SubmitOutcome<never>> => {
    const { requested } = decision;
    let before = previous;
    for (let followed = 0; followed < MAX_FOLLOWED; followed += 1) {
      const [id, yesterdays] = possibleRequestIds(requested.by, requested.target, before, requested.at);
      const [missed] = yesterdays === undefined ? [] : await readRequests(deps, [yesterdays]);
      const request = requestOf(id, decision, catalog);
      const refusal = missed === undefined ? refuse(request) : undefined;
      if (refusal !== undefined) return { kind: 'refused', refusal };
      const existing = missed ?? (await requests.create(request));
      if (existing === undefined) {
        await wakeAfterStore(queue, log, { kind: 'request', id });
        return { kind: 'requested', request };
      }
      if (existing !== 'unreadable' && isInTheWay(existing, requested))
        return { kind: 'already_pending', request: existing };
      before = existing === 'unreadable' ? id : existing.id;
    }
    throw new Error(`no free request id for ${requested.target} after ${MAX_FOLLOWED} of ${requested.by}`);
  };

  const submit = async (decision: Allowed): Promise<SubmitOutcome<never>> => {
    const { requested, principal } = decision;
    const [recent, partitions] = await Promise.all([
      requests.recentOf(requested.by, { limit: LOOKED_THROUGH, target: requested.target }),
      Promise.all(requested.roles.map(({ arn }) => deps.grants.ofRole(arn))),
    ]);
    const lines = recent.filter(({ status }) => status === 'pending').map(({ id }) => id);
    const pending = (await readRequests(deps, lines)).find((request) => isInTheWay(request, requested));
    if (pending !== undefined) return { kind: 'already_pending', request: pending };
    const directory = await deps.directory.read();
    const unreviewed = await checkEarlierEmergencies(deps, { requested }, { catalog, directory, now: requested.at });
    if (unreviewed !== undefined) return { kind: 'refused', refusal: unreviewed };
    const box = timeBox(requested, requested.at);
    if (box === undefined) return { kind: 'refused', refusal: { kind: 'ends_before_start' } };
    return store(decision, recent[0]?.id, ({ id }) =>
      refuseRoleCapacity(
        partitions,
        grantsOf({ id, requested, ...defined({ principal }) }, box),
        deps.hub,
        requested.at,
      ),
    );
  };

  return async (actor: Actor, text: string, decision: Allowed): Promise<SubmitOutcome<never>> => {
    const outcome = await submit(decision);
    if (outcome.kind === 'refused') await recordRefusal(deps, actor, text, outcome.refusal);
    return outcome;
  };
};
