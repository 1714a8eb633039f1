import { mayRequest } from '../../core/authority/authority.ts';
import type { AccountRefusal, Actor } from '../../core/authority/directory.ts';
import type { AuthorityWorld } from '../../core/authority/membership.ts';
import { mayRequestForOthers, type Requestable, requestableBy } from '../../core/authority/requestable.ts';
import { defined } from '../../core/defined.ts';
import { type Preview, previewOf } from '../../core/request/preview.ts';
import type { Needs } from '../ports.ts';

export type Offer =
  | {
      readonly kind: 'offer';
      readonly requestable: Requestable;
      readonly chosen?: Preview;
      /** Whether it may be requested on behalf of another user, or this is unknown. */
      readonly isForOthers: boolean;
      /** Whether the user may declare an emergency for the choice, or this is unknown. */
      readonly isForEmergencies: boolean;
    }
  | { readonly kind: 'refused'; readonly refusal: AccountRefusal };

type Deps = Needs<'catalog', { directory: 'read'; clock: 'now' }>;

const mayDeclare = (by: Actor, rules: Preview['rules'], world: AuthorityWorld): boolean =>
  mayRequest({ by, holder: by.id, rules, isEmergency: true }, world).answer !== 'no';

/**
 * What a user may request, and the preview of one choice: the given name, or the only one that is offered. Other roles are
 * not shown.
 */
export const createOffer =
  ({ catalog, directory, clock }: Deps) =>
  async ({ actor, name }: { actor: Actor; name?: string }): Promise<Offer> => {
    const world = { catalog, directory: await directory.read(), now: clock.now() };
    const found = requestableBy(actor, world);
    if (found.answer === 'no') return { kind: 'refused', refusal: found.refusal };
    const { requestable } = found;
    const names = [...requestable.accounts.flatMap(({ roles }) => roles), ...requestable.bundles].map(
      (one) => one.name,
    );
    // A wrong name is not replaced with the only one that is offered.
    const selected = names.find((one) => (name === undefined ? names.length === 1 : one === name));
    const chosen = selected && previewOf(catalog, selected);
    const isForOthers = mayRequestForOthers(actor, chosen?.rules ?? [], world) !== 'no';
    const isForEmergencies = chosen !== undefined && mayDeclare(actor, chosen.rules, world);
    return { kind: 'offer', requestable, isForOthers, isForEmergencies, ...defined({ chosen }) };
  };
