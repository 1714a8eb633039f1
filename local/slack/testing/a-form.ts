import type { View } from '@slack/types';
import type { aSlack } from './a-slack.ts';
import { input, modal, select, textInput } from './samples.ts';

type World = Awaited<ReturnType<typeof aSlack>>;

export const aView = (view: object) => view as View;

/** A form with a required reason and an optional role. */
export const FORM = modal(
  [
    input(textInput({ action_id: 'reason', min_length: 3 }), { block_id: 'why' }),
    input(select({ action_id: 'role' }), { block_id: 'what', optional: true }),
  ],
  { callback_id: 'ask', private_metadata: 'm' },
);

/** A trigger of a new command. Throws if the command fails. */
export const triggerOf = async ({ slack }: World, userId = 'U0BOB') => {
  const outcome = await slack.as(userId).command('/assume');
  if (!outcome.ok) throw new Error(outcome.error);
  return outcome.triggerId;
};

/** Opens a view and returns its ID. */
export const openView = async (world: World, userId: string, view: object) => {
  const opened = await world.client.views.open({ trigger_id: await triggerOf(world, userId), view: aView(view) });
  return String(opened.view?.id);
};
