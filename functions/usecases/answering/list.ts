import type { AccountRefusal, Actor } from '../../core/authority/directory.ts';
import { type Requestable, requestableBy } from '../../core/authority/requestable.ts';
import type { Request } from '../../core/request/request.ts';
import type { Needs } from '../ports.ts';
import { isOpenLine, LOOKED_THROUGH, readOpen } from './open-requests.ts';

export type Listing =
  | { readonly kind: 'list'; readonly open: readonly Request[]; readonly askable: Requestable }
  | { readonly kind: 'refused'; readonly refusal: AccountRefusal };

type Deps = Needs<'catalog', { directory: 'read'; requests: 'getMany' | 'recentOf'; clock: 'now'; log: 'error' }>;

/** What a user holds and has requested, and what they may request. */
export const createList =
  (deps: Deps) =>
  async (actor: Actor): Promise<Listing> => {
    const { catalog, requests, clock } = deps;
    const world = { catalog, directory: await deps.directory.read(), now: clock.now() };
    const found = requestableBy(actor, world);
    if (found.answer === 'no') return { kind: 'refused', refusal: found.refusal };
    const recent = (await requests.recentOf(actor.id, { limit: LOOKED_THROUGH })).filter(isOpenLine);
    const open = await readOpen(
      deps,
      recent.map(({ id }) => id),
    );
    return { kind: 'list', open, askable: found.requestable };
  };
