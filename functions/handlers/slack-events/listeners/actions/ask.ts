import type { App, BlockAction, ButtonAction, ViewOutput } from '@slack/bolt';
import { ACTION, FIELD } from '../../../../adapters/slack/surface.ts';
import { requestModal } from '../../../../adapters/slack/views/request-modal.ts';
import { createOffer } from '../../../../usecases/answering/offer.ts';
import { actorOfInteraction } from '../../actor.ts';
import { pressedValue } from '../../clicked.ts';
import type { ListenerDeps } from '../../deps.ts';
import { openFormOrSay } from '../../open-form.ts';

type Deps = Pick<ListenerDeps, 'catalog' | 'directory' | 'clock' | 'log'>;

/** Ask buttons, and what is chosen in the form: the form then says who will approve, and until when. */
export const listenForChoices = (app: App, deps: Deps): void => {
  app.action<BlockAction<ButtonAction>>(ACTION.ask, async ({ ack, body, client }) => {
    const name = pressedValue(body);
    await openFormOrSay(deps, actorOfInteraction(body), {
      client,
      triggerId: body.trigger_id,
      ...(typeof name === 'string' ? { name } : {}),
    });
    await ack();
  });

  for (const actionId of [FIELD.access, FIELD.length, FIELD.start]) {
    app.action<BlockAction>(actionId, async ({ ack, body, client }) => {
      const { view } = body;
      if (view !== undefined) {
        const offer = await createOffer(deps)(actorOfInteraction(body), accessIn(view));
        if (offer.kind === 'offer') {
          const { kind: _, ...form } = offer;
          const [minutes, startsAt] = [lengthIn(view), startIn(view)];
          const next = requestModal({
            ...form,
            now: deps.clock.now(),
            ...(minutes === undefined ? {} : { minutes }),
            ...(startsAt === undefined ? {} : { startsAt }),
          });
          // Slack refuses it where the form was changed again since: then the later change draws it.
          await client.views
            .update({ view_id: view.id, hash: view.hash, view: next })
            .catch((cause: unknown) => deps.log.warn('a form could not be drawn anew', { cause }));
        }
      }
      await ack();
    });
  }
};

type State = Pick<ViewOutput, 'state'>;

/** The name that is chosen in the form. */
export const accessIn = ({ state }: State): string | undefined =>
  state.values[FIELD.access]?.[FIELD.access]?.selected_option?.value;

/** The length that is chosen for it, in minutes. */
export const lengthIn = (view: State): number | undefined => {
  const name = accessIn(view);
  const chosen = view.state.values[`${FIELD.length}-${name}`]?.[FIELD.length]?.selected_option?.value;
  return chosen === undefined || !/^\d{1,4}$/.test(chosen) ? undefined : Number(chosen);
};

/** The moment that is picked for it to start at. */
export const startIn = ({ state }: State): Date | undefined => {
  const epochSeconds = state.values[FIELD.start]?.[FIELD.start]?.selected_date_time;
  return typeof epochSeconds === 'number' ? new Date(epochSeconds * 1000) : undefined;
};
