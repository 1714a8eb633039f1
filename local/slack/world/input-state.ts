import type { Block, Json, StateValue, StateValues } from './model.ts';

/** The location of an interactive element. */
export interface PlacedElement {
  readonly block: Block;
  readonly blockId: string;
  readonly actionId: string;
  readonly element: Json & { readonly type: string };
  readonly isInput: boolean;
}

/** All interactive elements of a list of blocks, in reading order. */
export const placedElements = (blocks: readonly Block[]): readonly PlacedElement[] =>
  blocks.flatMap((block) => {
    const listed = block.type === 'actions' && Array.isArray(block['elements']) ? block['elements'] : [];
    const elements = [...listed, block['accessory'], block['element']] as readonly (
      | PlacedElement['element']
      | undefined
    )[];
    return elements.flatMap((element) =>
      element !== undefined && typeof element['action_id'] === 'string'
        ? [
            {
              block,
              element,
              blockId: String(block['block_id']),
              actionId: element['action_id'],
              isInput: block.type === 'input',
            },
          ]
        : [],
    );
  });

/** The field of a state value that holds the choice, and the field of the element that preselects it. */
const FIELDS: Readonly<Record<string, readonly [held: string, initial: string, empty: unknown]>> = {
  plain_text_input: ['value', 'initial_value', null],
  number_input: ['value', 'initial_value', null],
  email_text_input: ['value', 'initial_value', null],
  url_text_input: ['value', 'initial_value', null],
  static_select: ['selected_option', 'initial_option', null],
  external_select: ['selected_option', 'initial_option', null],
  radio_buttons: ['selected_option', 'initial_option', null],
  checkboxes: ['selected_options', 'initial_options', []],
  multi_static_select: ['selected_options', 'initial_options', []],
  multi_external_select: ['selected_options', 'initial_options', []],
  users_select: ['selected_user', 'initial_user', null],
  multi_users_select: ['selected_users', 'initial_users', []],
  conversations_select: ['selected_conversation', 'initial_conversation', null],
  multi_conversations_select: ['selected_conversations', 'initial_conversations', []],
  channels_select: ['selected_channel', 'initial_channel', null],
  multi_channels_select: ['selected_channels', 'initial_channels', []],
  datepicker: ['selected_date', 'initial_date', null],
  timepicker: ['selected_time', 'initial_time', null],
  datetimepicker: ['selected_date_time', 'initial_date_time', null],
};

/** The state field for this type of element; undefined for buttons and menus without state. */
export const heldField = (type: string): string | undefined => FIELDS[type]?.[0];

const initialValue = (element: PlacedElement['element'], channel: string | undefined): StateValue | undefined => {
  const fields = FIELDS[element.type];
  if (!fields) return undefined;
  const [held, initial, empty] = fields;
  const current = element['default_to_current_conversation'] === true ? channel : undefined;
  const inherited = current !== undefined && element.type === 'multi_conversations_select' ? [current] : current;
  return { type: element.type, [held]: element[initial] ?? inherited ?? empty };
};

/**
 * The state after blocks are rendered. A value that a user entered is kept if the new blocks have an element with the
 * same block_id, action_id and type, as in Slack.
 */
export const stateOf = (
  blocks: readonly Block[],
  { before = {}, channel }: { readonly before?: StateValues; readonly channel?: string | undefined } = {},
): StateValues => {
  const values: Record<string, Record<string, StateValue>> = {};
  for (const { blockId, actionId, element } of placedElements(blocks)) {
    const fresh = initialValue(element, channel);
    if (!fresh) continue;
    const kept = before[blockId]?.[actionId];
    values[blockId] = { ...values[blockId], [actionId]: kept?.type === fresh.type ? kept : fresh };
  }
  return values;
};

/** The state with one element changed. */
export const withValue = (state: StateValues, blockId: string, actionId: string, value: StateValue): StateValues => ({
  ...state,
  [blockId]: { ...state[blockId], [actionId]: value },
});
