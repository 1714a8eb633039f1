import type { AccountRefusal, Actor } from '../../core/authority/directory.ts';
import { knownGroups, refuseAccount } from '../../core/authority/directory.ts';
import type { Catalog } from '../../core/catalog/catalog.ts';
import type { Askable } from '../../core/catalog/lookup.ts';
import { rolesFor } from '../../core/catalog/lookup.ts';
import type { Request } from '../../core/request/request.ts';
import { isClosed } from '../../core/request/request.ts';
import type { Clock, DirectoryStore, RequestStore } from '../ports.ts';

export type Listing =
  | { readonly kind: 'list'; readonly open: readonly Request[]; readonly askable: Askable }
  | { readonly kind: 'refused'; readonly refusal: AccountRefusal };

interface Deps {
  readonly catalog: Catalog;
  readonly directory: Pick<DirectoryStore, 'read'>;
  readonly requests: Pick<RequestStore, 'getMany' | 'recentOf'>;
  readonly clock: Clock;
}

const LOOKED_THROUGH = 100;

/** What somebody holds or waits for, and what they may ask for. */
export const createList =
  ({ catalog, directory, requests, clock }: Deps) =>
  async (actor: Actor): Promise<Listing> => {
    const known = await directory.read();
    const refusal = refuseAccount(actor, known);
    if (refusal !== undefined) return { kind: 'refused', refusal };
    const recent = await requests.recentOf(actor.id, { limit: LOOKED_THROUGH });
    const open = recent.filter(({ status }) => status === 'pending' || status === 'approved' || status === 'active');
    const read = open.length === 0 ? [] : await requests.getMany(open.map(({ id }) => id));
    return {
      kind: 'list',
      open: read.filter(({ status }) => !isClosed(status)),
      askable: rolesFor(catalog, actor.id, knownGroups(known, clock.now())),
    };
  };
