import type { Actor } from '../../core/authority/directory.ts';
import type { Catalog } from '../../core/catalog/catalog.ts';
import { findAccess } from '../../core/catalog/lookup.ts';
import { nextRequestId, type RequestId } from '../../core/ids.ts';
import type { AccessName } from '../../core/names.ts';
import type { EndDecision, EndRefusal } from '../../core/request/end.ts';
import { decideEnd } from '../../core/request/end.ts';
import { MAX_EVENTS } from '../../core/request/facts.ts';
import type { Request } from '../../core/request/request.ts';
import { withRefusedClick } from '../../core/request/review.ts';
import { changeRequest } from '../change-request.ts';
import type { Clock, DirectoryStore, Log, RequestStore, RequestSummary, WakeQueue } from '../ports.ts';
import { wakeAfterStore } from '../wake.ts';

export type Ending =
  | { readonly kind: 'done'; readonly requests: readonly Request[] }
  | {
      readonly kind: 'nothing_open';
      readonly open: readonly RequestSummary[];
      readonly nearest: readonly AccessName[];
    }
  | { readonly kind: 'refused'; readonly refusal: EndRefusal };

interface Deps {
  readonly catalog: Catalog;
  readonly directory: Pick<DirectoryStore, 'read'>;
  readonly requests: Pick<RequestStore, 'get' | 'save' | 'recentOf'>;
  readonly queue: WakeQueue;
  readonly clock: Clock;
  readonly log: Log;
}

const isOpen = ({ status }: RequestSummary): boolean =>
  status === 'pending' || status === 'approved' || status === 'active';

/** How many of a person's latest requests are looked through for open ones. */
const LOOKED_THROUGH = 100;

/** Ends what somebody holds, or takes back what they ask for: one request by its id, or all of theirs by a name. */
export const createEnd = (deps: Deps) => {
  const endOne = async (actor: Actor, id: RequestId) => {
    const directory = await deps.directory.read();
    const changed = await changeRequest<EndDecision>(deps.requests, id, (request) => {
      const now = deps.clock.now();
      const outcome = decideEnd(request, actor, { catalog: deps.catalog, directory, now });
      if (outcome.kind !== 'refused') return { outcome, next: outcome.request };
      if (request.events.length >= MAX_EVENTS) return { outcome };
      const action = request.status.kind === 'pending' ? 'cancel' : 'end';
      return { outcome, next: withRefusedClick(request, actor.id, action, outcome.refusal, now) };
    });
    if (changed !== undefined) await wakeAfterStore(deps.queue, deps.log, { kind: 'request', id });
    return changed;
  };

  /** The index may lag behind by a request that was made a moment ago; its id follows from the one before. */
  const openIdsOf = async (actor: Actor, target: AccessName): Promise<readonly RequestId[]> => {
    const recent = await deps.requests.recentOf(actor.id, { limit: LOOKED_THROUGH, target });
    const newest = await deps.requests.get(nextRequestId(actor.id, target, recent[0]?.id));
    const missed = newest !== undefined && recent.every(({ id }) => id !== newest.id) ? [newest.id] : [];
    return [...missed, ...recent.filter(isOpen).map(({ id }) => id)];
  };

  return async (input: { actor: Actor } & ({ name: string } | { id: RequestId })): Promise<Ending> => {
    const { actor } = input;
    if ('id' in input) {
      const changed = await endOne(actor, input.id);
      if (changed === undefined) return { kind: 'nothing_open', open: [], nearest: [] };
      const { outcome, request } = changed;
      return outcome.kind === 'refused' ? outcome : { kind: 'done', requests: [request] };
    }
    const found = findAccess(deps.catalog, input.name);
    const target = found.kind === 'unknown' ? undefined : found.kind === 'role' ? found.rule.name : found.bundle.name;
    const ids = target === undefined ? [] : await openIdsOf(actor, target);
    const ended: Request[] = [];
    for (const id of ids) {
      const changed = await endOne(actor, id);
      if (changed !== undefined && changed.outcome.kind !== 'refused') ended.push(changed.request);
    }
    if (ended.length > 0) return { kind: 'done', requests: ended };
    const open = (await deps.requests.recentOf(actor.id, { limit: LOOKED_THROUGH })).filter(isOpen);
    return { kind: 'nothing_open', open, nearest: found.kind === 'unknown' ? found.nearest : [] };
  };
};
