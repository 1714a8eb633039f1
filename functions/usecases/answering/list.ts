import type { AccountRefusal, Actor } from '../../core/authority/directory.ts';
import { type Requestable, requestableBy } from '../../core/authority/requestable.ts';
import type { Request } from '../../core/request/request.ts';
import type { Needs } from '../ports.ts';
import { readOpenOf } from '../shared/read-requests.ts';

export type Listing =
  | { readonly kind: 'list'; readonly open: readonly Request[]; readonly requestable: Requestable }
  | { readonly kind: 'refused'; readonly refusal: AccountRefusal };

type Deps = Needs<'catalog', { directory: 'read'; requests: 'getMany' | 'recentOf'; clock: 'now'; log: 'error' }>;

/** What a user holds and has requested, and what they may request. */
export const createList =
  (deps: Deps) =>
  async ({ actor }: { actor: Actor }): Promise<Listing> => {
    const { catalog, clock } = deps;
    const world = { catalog, directory: await deps.directory.read(), now: clock.now() };
    const found = requestableBy(actor, world);
    if (found.answer === 'no') return { kind: 'refused', refusal: found.refusal };
    return { kind: 'list', open: await readOpenOf(deps, actor.id), requestable: found.requestable };
  };
