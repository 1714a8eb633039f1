import { boolean, list, object, oneOf } from './shape.ts';
import { anyText, identifier, plainText } from './text.ts';

/** The confirmation dialog. Only its text is required. */
export const confirm = object(
  { text: anyText(300) },
  { title: plainText(100), confirm: plainText(30), deny: plainText(30), style: oneOf('primary', 'danger') },
);

export const identified = { action_id: identifier };
export const confirmable = { confirm };
export const focusable = { focus_on_load: boolean };
export const placeholder = { placeholder: plainText(150) };
export const dispatchable = {
  dispatch_action_config: object(
    {},
    { trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), { max: 2 }) },
  ),
};
