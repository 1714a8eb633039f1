import type { App } from '@slack/bolt';
import { ACTION } from '../../../../adapters/slack/surface.ts';
import { choicesOf, searchedOptions } from '../../../../adapters/slack/views/access-options.ts';
import { knownGroups, refuseAccount } from '../../../../core/authority/directory.ts';
import { rolesFor } from '../../../../core/catalog/lookup.ts';
import { actorOfInteraction } from '../../actor.ts';
import type { ListenerDeps } from '../../deps.ts';

/** What somebody may ask for, as they type: asked at every letter, so it reads the directory and nothing else. */
export const listenForAccessOptions = (
  app: App,
  { catalog, directory, clock }: Pick<ListenerDeps, 'catalog' | 'directory' | 'clock'>,
): void => {
  app.options(ACTION.access, async ({ ack, body, payload }) => {
    const actor = actorOfInteraction(body);
    const known = await directory.read();
    if (refuseAccount(actor, known) !== undefined) return await ack({ options: [] });
    const askable = rolesFor(catalog, actor.id, knownGroups(known, clock.now()));
    const groups = searchedOptions(choicesOf(askable), payload.value);
    await ack(groups.length === 0 ? { options: [] } : { option_groups: groups });
  });
};
