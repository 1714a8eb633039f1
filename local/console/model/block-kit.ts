/** The part of Block Kit that the console renders. The local Slack has validated every payload. */
export interface TextObject {
  readonly type: 'plain_text' | 'mrkdwn';
  readonly text: string;
}

export interface Option {
  readonly text: TextObject;
  readonly value: string;
  readonly description?: TextObject;
}

export interface OptionGroup {
  readonly label: TextObject;
  readonly options: readonly Option[];
}

/** A confirmation dialog. */
export interface Confirm {
  readonly title?: TextObject;
  readonly text: TextObject;
  readonly confirm?: TextObject;
  readonly deny?: TextObject;
  readonly style?: 'primary' | 'danger';
}

/** An interactive element. Its type determines which fields it has. */
export interface Element {
  readonly type: string;
  readonly action_id: string;
  readonly text?: TextObject;
  readonly value?: string;
  readonly url?: string;
  readonly style?: 'primary' | 'danger';
  readonly accessibility_label?: string;
  readonly confirm?: Confirm;
  readonly placeholder?: TextObject;
  readonly options?: readonly Option[];
  readonly option_groups?: readonly OptionGroup[];
  readonly min_query_length?: number;
  readonly max_selected_items?: number;
  readonly multiline?: boolean;
  readonly min_length?: number;
  readonly max_length?: number;
  readonly is_decimal_allowed?: boolean;
  readonly min_value?: string;
  readonly max_value?: string;
  readonly focus_on_load?: boolean;
  readonly image_url?: string;
  readonly alt_text?: string;
}

/** An element of rich text. */
export interface RichPiece {
  readonly type: string;
  readonly text?: string;
  readonly url?: string;
  readonly user_id?: string;
  readonly usergroup_id?: string;
  readonly channel_id?: string;
  readonly range?: string;
  readonly name?: string;
  readonly timestamp?: number;
  readonly format?: string;
  readonly fallback?: string;
  readonly value?: string;
  readonly style?: {
    readonly bold?: boolean;
    readonly italic?: boolean;
    readonly strike?: boolean;
    readonly code?: boolean;
    readonly underline?: boolean;
  };
}

/** A paragraph, list, quote or preformatted section of rich text. */
export interface RichPart {
  readonly type: string;
  readonly style?: 'bullet' | 'ordered';
  readonly indent?: number;
  readonly offset?: number;
  readonly elements: readonly (RichPiece | RichPart)[];
}

/** A block. Its type determines which fields it has. */
export interface Block {
  readonly type: string;
  readonly block_id: string;
  readonly text?: TextObject;
  readonly fields?: readonly TextObject[];
  readonly accessory?: Element;
  readonly elements?: readonly unknown[];
  readonly element?: Element;
  readonly label?: TextObject;
  readonly hint?: TextObject;
  readonly optional?: boolean;
  readonly dispatch_action?: boolean;
  readonly title?: TextObject;
  readonly image_url?: string;
  readonly alt_text?: string;
}

/** The blocks of a message or view, as the bot sent them. */
export const kitOf = (stored: readonly unknown[]): readonly Block[] => stored as readonly Block[];

/** The value of an input, as the local Slack expects it. */
export type Held = string | readonly string[] | null;

const HELD_FIELDS = [
  'value',
  'selected_value',
  'selected_option',
  'selected_options',
  'selected_user',
  'selected_users',
  'selected_conversation',
  'selected_conversations',
  'selected_channel',
  'selected_channels',
  'selected_date',
  'selected_time',
  'selected_date_time',
] as const;

const choiceOf = (one: unknown): string =>
  typeof one === 'object' && one !== null && 'value' in one ? String(one.value) : String(one);

/** The value of an input from Slack's state. */
export const heldIn = (state: Readonly<Record<string, unknown>> | undefined): Held => {
  const field = HELD_FIELDS.find((name) => state?.[name] !== undefined && state[name] !== null);
  const value = field === undefined ? null : state?.[field];
  if (value === null || value === undefined) return null;
  return Array.isArray(value) ? value.map(choiceOf) : choiceOf(value);
};

/** The initial value of an element. */
export const initialIn = (element: Element): Held => {
  const entries = Object.entries(element).filter(([name]) => name.startsWith('initial_'));
  return heldIn(Object.fromEntries(entries.map(([name, value]) => [name.replace('initial_', 'selected_'), value])));
};

/** The selected options in a state value. They contain their texts, so that these are known before a search. */
export const optionsIn = (state: Readonly<Record<string, unknown>> | undefined): readonly Option[] => {
  const chosen = [state?.['selected_option'], state?.['selected_options']].flat();
  return chosen.filter((one): one is Option => typeof one === 'object' && one !== null && 'text' in one);
};

/** All options of an element with their groups. */
export const optionsOf = (element: Element): readonly (Option & { readonly group?: string })[] => [
  ...(element.options ?? []),
  ...(element.option_groups ?? []).flatMap(({ label, options }) =>
    options.map((option) => ({ ...option, group: label.text })),
  ),
];

/** The interactive elements of a list of blocks with their block, in reading order. */
export const elementsIn = (blocks: readonly Block[]): readonly { readonly block: Block; readonly element: Element }[] =>
  blocks.flatMap((block) => {
    const listed = block.type === 'actions' ? ((block.elements ?? []) as readonly Element[]) : [];
    const elements = [...listed, ...((block.accessory ?? block.element) ? [block.accessory ?? block.element] : [])];
    return elements.flatMap((element) => (element?.action_id === undefined ? [] : [{ block, element }]));
  });

/** Identifies an element for the local Slack. */
export interface Address {
  readonly actionId: string;
  readonly blockId?: string;
  readonly value?: string;
}

/**
 * Identifies an element with as few properties as possible. Blocks without a block_id receive a new one on each update,
 * and a click on the previous version should still reach the element.
 */
export const addressOf = (blocks: readonly Block[], block: Block, element: Element, value?: string): Address => {
  const twins = elementsIn(blocks).filter(
    ({ element: other }) =>
      other.action_id === element.action_id && (value === undefined || other.value === element.value),
  );
  return {
    actionId: element.action_id,
    ...(twins.length > 1 ? { blockId: block.block_id } : {}),
    ...(value === undefined ? {} : { value }),
  };
};
