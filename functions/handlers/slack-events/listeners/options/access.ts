import type { App } from '@slack/bolt';
import { FIELD } from '../../../../adapters/slack/surface.ts';
import { choicesOf, searchedOptions } from '../../../../adapters/slack/views/access-options.ts';
import { createOffer } from '../../../../usecases/answering/offer.ts';
import { actorOfInteraction } from '../../actor.ts';
import type { ListenerDeps } from '../../deps.ts';

/** What a user may request, as they type: called at every letter, so it reads the directory and nothing else. */
export const listenForAccessOptions = (app: App, deps: Pick<ListenerDeps, 'catalog' | 'directory' | 'clock'>): void => {
  const offerTo = createOffer(deps);
  app.options(FIELD.access, async ({ ack, body, payload }) => {
    const offer = await offerTo(actorOfInteraction(body));
    const groups = offer.kind === 'refused' ? [] : searchedOptions(choicesOf(offer.requestable), payload.value);
    await ack(groups.length === 0 ? { options: [] } : { option_groups: groups });
  });
};
