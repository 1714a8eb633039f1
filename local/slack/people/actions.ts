import { optionsOf } from '../blocks/options.ts';
import type { ActionOutcome, InMessage, InputValue, InView, OptionsOutcome } from '../contract.ts';
import { type PlacedElement, withValue } from '../world/input-state.ts';
import type { Json, StateValue, User } from '../world/model.ts';
import { type Acting, acknowledged } from './acting.ts';
import { chosen, optionOf } from './choices.ts';
import { interaction } from './delivery.ts';
import { isExternal, offeredOptions, rememberedOptions, requestOptions } from './external-options.ts';
import { type OnScreen, onScreen, rememberInputs } from './on-screen.ts';
import { actor, type Container, common, containerFields } from './payloads.ts';

/** User actions on the elements of messages and views. */
export interface Actions {
  press(user: User, target: InMessage | InView): Promise<ActionOutcome>;
  select(user: User, target: InMessage | InView, choice: InputValue): Promise<ActionOutcome>;
  options(user: User, target: InMessage | InView, query: string): Promise<OptionsOutcome>;
}

const pressed = ({ element, actionId }: PlacedElement, value: string | undefined): Json => {
  if (element.type === 'overflow') {
    const option = optionOf(value ?? '', optionsOf(element), `overflow ${actionId}`);
    return { type: 'overflow', selected_option: option };
  }
  if (element.type !== 'button') throw new Error(`${element.type} ${actionId} is chosen from, not pressed`);
  const { text, value: own, style, url, confirm } = element;
  return JSON.parse(JSON.stringify({ type: 'button', text, value: own, style, url, confirm })) as Json;
};

const dispatches = (placed: PlacedElement): boolean => !placed.isInput || placed.block['dispatch_action'] === true;

/** Creates the user actions on elements. */
export const createActions = (acting: Acting): Actions => {
  const { world, delivery, baseUrl } = acting;

  const dispatch = async (
    user: User,
    container: Container,
    placed: PlacedElement,
    action: Json,
  ): Promise<ActionOutcome> => {
    const triggerId = world.triggers.issue(user.id, container.kind === 'message' ? container.channel.id : undefined);
    const responseUrl =
      container.kind === 'message'
        ? {
            response_url: `${baseUrl()}${world.responseUrls.issue({ user: user.id, channel: container.channel.id, ts: container.message.ts })}`,
          }
        : {};
    const payload = {
      type: 'block_actions',
      user: actor(user),
      ...common(world),
      ...containerFields(container, world),
      ...(container.kind === 'message' ? { state: { values: container.state } } : {}),
      trigger_id: triggerId,
      ...responseUrl,
      actions: [{ action_id: placed.actionId, block_id: placed.blockId, ...action, action_ts: world.ids.actionTs() }],
    };
    const answer = acknowledged(await delivery.send({ kind: 'block_actions', user: user.id, ...interaction(payload) }));
    return 'error' in answer ? answer : { ok: true, triggerId };
  };

  const enter = (user: User, { container, placed }: OnScreen, value: StateValue): Container => {
    if (container.kind === 'view') {
      const state = withValue(container.view.state, placed.blockId, placed.actionId, value);
      return { kind: 'view', view: world.views.setState(container.view, state) };
    }
    const state = withValue(container.state, placed.blockId, placed.actionId, value);
    rememberInputs(acting, user.id, container, state);
    return { ...container, state };
  };

  return {
    press: (user, target) => {
      const { container, placed } = onScreen(acting, user.id, target);
      return dispatch(user, container, placed, pressed(placed, target.value));
    },
    select: async (user, target, choice) => {
      const seen = onScreen(acting, user.id, target);
      const offered = isExternal(seen.placed) ? await rememberedOptions(acting, user, seen, choice) : undefined;
      if (offered && 'error' in offered) return offered;
      const value = chosen(seen.placed, choice, offered?.options);
      const container = enter(user, seen, value);
      return dispatches(seen.placed) ? dispatch(user, container, seen.placed, value) : { ok: true, triggerId: '' };
    },
    options: async (user, target, query) => {
      const seen = onScreen(acting, user.id, target);
      if (isExternal(seen.placed)) {
        const received = await requestOptions(acting, user, seen, query);
        return 'error' in received ? received : { ok: true, options: offeredOptions(received.answer) };
      }
      const matching = offeredOptions(seen.placed.element).filter((option) =>
        option.text.toLowerCase().includes(query.toLowerCase()),
      );
      return { ok: true, options: matching };
    },
  };
};
