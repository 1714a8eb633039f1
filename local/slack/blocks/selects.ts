import { confirmable, focusable, identified, placeholder } from './element-fields.ts';
import { hasOneOptionSource, initialIsOffered, option, optionFields } from './options.ts';
import { all, boolean, type Check, integer, list, object, oneOf, rule, string } from './shape.ts';

const common = { ...identified, ...confirmable, ...focusable, ...placeholder };
const several = { ...common, max_selected_items: integer(1, 100) };
const id = string(255);
const minQueryLength = { min_query_length: integer(0, 3000) };

const filter = all(
  object(
    {},
    {
      include: list(oneOf('im', 'mpim', 'private', 'public'), { max: 4 }),
      exclude_external_shared_channels: boolean,
      exclude_bot_users: boolean,
    },
  ),
  rule((value) => Object.keys(value).length > 0, 'must define at least one filter'),
);

const conversations = { default_to_current_conversation: boolean, filter };
const respondable = { response_url_enabled: boolean };
const type = (name: string) => ({ type: oneOf(name) });
const staticSelect = (required: Record<string, Check>, optional: Record<string, Check>) =>
  all(object(required, { ...optional, ...optionFields }), hasOneOptionSource, initialIsOffered);

/** The select and multi-select menus, by type. */
export const selects: Readonly<Record<string, Check>> = {
  static_select: staticSelect(type('static_select'), { ...common, initial_option: option }),
  external_select: object(type('external_select'), { ...common, ...minQueryLength, initial_option: option }),
  users_select: object(type('users_select'), { ...common, initial_user: id }),
  conversations_select: object(type('conversations_select'), {
    ...common,
    ...conversations,
    ...respondable,
    initial_conversation: id,
  }),
  channels_select: object(type('channels_select'), { ...common, ...respondable, initial_channel: id }),
  multi_static_select: staticSelect(type('multi_static_select'), {
    ...several,
    initial_options: list(option, { max: 100 }),
  }),
  multi_external_select: object(type('multi_external_select'), {
    ...several,
    ...minQueryLength,
    initial_options: list(option, { max: 100 }),
  }),
  multi_users_select: object(type('multi_users_select'), { ...several, initial_users: list(id, { max: 100 }) }),
  multi_conversations_select: object(type('multi_conversations_select'), {
    ...several,
    ...conversations,
    initial_conversations: list(id, { max: 100 }),
  }),
  multi_channels_select: object(type('multi_channels_select'), {
    ...several,
    initial_channels: list(id, { max: 100 }),
  }),
};
