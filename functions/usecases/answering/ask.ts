import type { Actor } from '../../core/authority/directory.ts';
import { type AskInput, decideAsk } from '../../core/request/ask.ts';
import { createPlaceRequest, type PlaceDeps, type Placing } from './place-request.ts';
import { recordRefusal } from './refusals.ts';

export type Asking = Placing<never>;

/** Takes a request: one write, whatever the decision. */
export const createAsk = (deps: PlaceDeps) => {
  const place = createPlaceRequest(deps);
  return async ({ actor, wish, text }: { actor: Actor; wish: AskInput; text: string }): Promise<Asking> => {
    const now = deps.clock.now();
    const directory = await deps.directory.read();
    const decision = decideAsk(wish, actor, { catalog: deps.catalog, directory, now });
    if (decision.kind === 'allowed') return place(actor, text, decision);
    await recordRefusal(deps, actor, text, decision);
    return { kind: 'refused', refusal: decision };
  };
};
