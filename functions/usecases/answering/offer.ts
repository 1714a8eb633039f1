import type { AccountRefusal, Actor } from '../../core/authority/directory.ts';
import { knownGroups, refuseAccount } from '../../core/authority/directory.ts';
import type { Catalog } from '../../core/catalog/catalog.ts';
import type { Askable } from '../../core/catalog/lookup.ts';
import { isAmong, rolesFor } from '../../core/catalog/lookup.ts';
import type { Preview } from '../../core/request/preview.ts';
import { previewOf } from '../../core/request/preview.ts';
import type { Clock, DirectoryStore } from '../ports.ts';

export type Offer =
  | {
      readonly kind: 'offer';
      readonly askable: Askable;
      readonly chosen?: Preview;
      /** Whether it may be asked for in the name of somebody else. */
      readonly isForOthers: boolean;
    }
  | { readonly kind: 'refused'; readonly refusal: AccountRefusal };

interface Deps {
  readonly catalog: Catalog;
  readonly directory: Pick<DirectoryStore, 'read'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** What somebody may ask for, and what would follow from one of it. What they may not ask for is not shown either. */
export const createOffer =
  ({ catalog, directory, clock }: Deps) =>
  async (actor: Actor, name?: string): Promise<Offer> => {
    const known = await directory.read();
    const refusal = refuseAccount(actor, known);
    if (refusal !== undefined) return { kind: 'refused', refusal };
    const askable = rolesFor(catalog, actor.id, knownGroups(known, clock.now()));
    const isOffered =
      askable.bundles.some((bundle) => bundle.name === name) ||
      askable.accounts.some(({ roles }) => roles.some((rule) => rule.name === name));
    const chosen = name === undefined || !isOffered ? undefined : previewOf(catalog, name);
    const groups = knownGroups(known, clock.now());
    const isForOthers =
      chosen?.rules.every(({ onBehalfOf = [] }) => isAmong(onBehalfOf, actor.id, groups) === 'yes') ?? false;
    return { kind: 'offer', askable, isForOthers, ...(chosen === undefined ? {} : { chosen }) };
  };
