import type { Actor } from '../../core/authority/directory.ts';
import { findAccess } from '../../core/catalog/lookup.ts';
import type { AccessName } from '../../core/names.ts';
import { decideEnd, type EndDecision, type EndRefusal } from '../../core/request/end.ts';
import { possibleRequestIds, type RequestId } from '../../core/request/ids.ts';
import { isClosed, type Request } from '../../core/request/request.ts';
import { explainEndRefusal } from '../../core/text/explain-review.ts';
import type { RequestSummary } from '../ports.ts';
import { endEach } from '../shared/change.ts';
import { isOpenLine, MAX_RECENT, openIds, readRequests } from '../shared/read-requests.ts';
import { type Click, type ClickDeps, decideClick } from './decide-click.ts';

export type Ending =
  /** The requests in `left` could not be read or written. An operator can end them. */
  | { readonly kind: 'done'; readonly requests: readonly Request[]; readonly left: readonly RequestId[] }
  | { readonly kind: 'nothing_open'; readonly open: readonly RequestSummary[]; readonly nearest: readonly AccessName[] }
  /** Several are meant by the name, and none was ended. */
  | { readonly kind: 'several'; readonly requests: readonly Request[] }
  | { readonly kind: 'refused'; readonly refusal: EndRefusal };

/** A click on a row of a list, which can stand for several requests. */
type ClickOnRow = Click & { readonly others?: readonly RequestId[] };

/** The open requests without the extensions of others among them: with its extensions, a request is one access. */
const withoutExtensions = (requests: readonly Request[]): readonly Request[] => {
  const open = requests.filter(({ status }) => !isClosed(status));
  const ids = new Set(open.map(({ id }) => id));
  return open.filter(({ requested }) => requested.extends === undefined || !ids.has(requested.extends.request));
};

/** Ends what a user holds, or cancels what they requested: one request by its ID, or the only one of a name. */
export const createEnd = (deps: ClickDeps) => {
  const { catalog, requests, clock } = deps;

  /** `isAlso`: ended with another request, where one that is closed already is no mistake of the user. */
  const endOne = (click: Click, isAlso = false) =>
    decideClick<EndRefusal, EndDecision>(deps, click, {
      actionOn: ({ status }) => (status.kind === 'pending' ? 'cancel' : 'end'),
      decide: (request, world) =>
        isAlso && isClosed(request.status) ? { kind: 'ended', facts: [] } : decideEnd(request, click.actor, world),
      explain: explainEndRefusal,
    });

  /** The index may not contain a request that was just made; its ID is derived from the previous one. */
  const openIdsOf = async (actor: Actor, target: AccessName): Promise<readonly RequestId[]> => {
    const recent = await requests.recentOf(actor.id, { limit: MAX_RECENT, target });
    const known = new Set(recent.map(({ id }) => id));
    const next = possibleRequestIds(actor.id, target, recent[0]?.id, clock.now());
    const unreadable: RequestId[] = [];
    const unlisted = next.filter((id) => !known.has(id));
    const missed = await readRequests(deps, unlisted, (id) => unreadable.push(id));
    return [...unreadable, ...missed.map(({ id }) => id), ...openIds(recent)];
  };

  const endNamed = async (actor: Actor, name: string): Promise<Ending> => {
    const found = findAccess(catalog, name);
    const ids = found.kind === 'unknown_access' ? [] : await openIdsOf(actor, found.name);
    const several = ids.length > 1 ? withoutExtensions(await readRequests(deps, ids)) : [];
    if (several.length > 1) return { kind: 'several', requests: several };
    const { ended, left } = await endEach(deps, ids, async (id) => {
      const decided = await endOne({ actor, id });
      return decided?.outcome.kind === 'refused' ? undefined : decided?.request;
    });
    if (ended.length + left.length > 0) return { kind: 'done', requests: ended, left };
    const open = (await requests.recentOf(actor.id, { limit: MAX_RECENT })).filter(isOpenLine);
    return { kind: 'nothing_open', open, nearest: found.kind === 'unknown_access' ? found.nearest : [] };
  };

  return async (input: { readonly actor: Actor; readonly name: string } | ClickOnRow): Promise<Ending> => {
    if ('name' in input) return endNamed(input.actor, input.name);
    // The click has no card, so a refusal is answered in a direct message.
    const decided = await endOne({ actor: input.actor, id: input.id });
    if (decided === undefined) return { kind: 'nothing_open', open: [], nearest: [] };
    const { outcome, request } = decided;
    const { left } = await endEach(deps, input.others ?? [], async (id) => {
      const also = await endOne({ actor: input.actor, id }, true);
      return also?.request;
    });
    return outcome.kind === 'refused' ? outcome : { kind: 'done', requests: [request], left };
  };
};
