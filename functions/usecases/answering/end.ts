import type { Actor } from '../../core/authority/directory.ts';
import { findAccess } from '../../core/catalog/lookup.ts';
import { possibleRequestIds, type RequestId } from '../../core/ids.ts';
import type { AccessName } from '../../core/names.ts';
import { decideEnd, type EndDecision, type EndRefusal } from '../../core/request/end.ts';
import type { Request } from '../../core/request/request.ts';
import type { Needs, RequestSummary } from '../ports.ts';
import { changeRequest } from '../shared/change-request.ts';
import { isOpenLine, MAX_RECENT, readRequests } from '../shared/read-requests.ts';
import { wakeAfterStore } from '../shared/wake-after-store.ts';
import { recordRefusedClick } from './refusals.ts';

export type Ending =
  /** `left` could not be read or written: an operator can end them. */
  | { readonly kind: 'done'; readonly requests: readonly Request[]; readonly left: readonly RequestId[] }
  | {
      readonly kind: 'nothing_open';
      readonly open: readonly RequestSummary[];
      readonly nearest: readonly AccessName[];
    }
  | { readonly kind: 'refused'; readonly refusal: EndRefusal };

type Deps = Needs<
  'catalog' | 'queue' | 'clock' | 'log',
  { directory: 'read'; requests: 'get' | 'getMany' | 'save' | 'recentOf'; refusals: 'record' }
>;

/** Ends what a user holds, or cancels what they requested: one request by its id, or all of theirs by a name. */
export const createEnd = (deps: Deps) => {
  const { catalog, requests, clock } = deps;

  const endOne = async (actor: Actor, id: RequestId) => {
    const directory = await deps.directory.read();
    const changed = await changeRequest<EndDecision>(deps, id, (request, now) => {
      const outcome = decideEnd(request, actor, { catalog, directory, now });
      return outcome.kind === 'refused' ? { outcome } : { outcome, facts: outcome.facts };
    });
    if (changed === undefined) return undefined;
    const { outcome, request } = changed;
    if (outcome.kind === 'refused') {
      const action = request.status.kind === 'pending' ? 'cancel' : 'end';
      await recordRefusedClick(deps, actor, { request: id, action }, outcome.refusal);
    } else await wakeAfterStore(deps.queue, deps.log, { kind: 'request', id });
    return changed;
  };

  /** The index may lag behind by a request that was made a moment ago; its id follows from the one before. */
  const openIdsOf = async (actor: Actor, target: AccessName): Promise<readonly RequestId[]> => {
    const recent = await requests.recentOf(actor.id, { limit: MAX_RECENT, target });
    const known = new Set(recent.map(({ id }) => id));
    const next = possibleRequestIds(actor.id, target, recent[0]?.id, clock.now());
    const unreadable: RequestId[] = [];
    const unlisted = next.filter((id) => !known.has(id));
    const missed = await readRequests(deps, unlisted, (id) => unreadable.push(id));
    return [...unreadable, ...missed.map(({ id }) => id), ...recent.filter(isOpenLine).map(({ id }) => id)];
  };

  const endNamed = async (actor: Actor, name: string): Promise<Ending> => {
    const found = findAccess(catalog, name);
    const target = found.kind === 'unknown' ? undefined : found.name;
    const ids = target === undefined ? [] : await openIdsOf(actor, target);
    const ended: Request[] = [];
    const left: RequestId[] = [];
    for (const id of ids) {
      try {
        const changed = await endOne(actor, id);
        if (changed !== undefined && changed.outcome.kind !== 'refused') ended.push(changed.request);
      } catch (cause) {
        deps.log.error('a request could not be ended', { request: id, cause });
        left.push(id);
      }
    }
    if (ended.length + left.length > 0) return { kind: 'done', requests: ended, left };
    const open = (await requests.recentOf(actor.id, { limit: MAX_RECENT })).filter(isOpenLine);
    return { kind: 'nothing_open', open, nearest: found.kind === 'unknown' ? found.nearest : [] };
  };

  return async (input: { actor: Actor } & ({ name: string } | { id: RequestId })): Promise<Ending> => {
    if ('name' in input) return endNamed(input.actor, input.name);
    const changed = await endOne(input.actor, input.id);
    if (changed === undefined) return { kind: 'nothing_open', open: [], nearest: [] };
    const { outcome, request } = changed;
    return outcome.kind === 'refused' ? outcome : { kind: 'done', requests: [request], left: [] };
  };
};
