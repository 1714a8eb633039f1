/** The `action_id` of each control that sends a click to the bot. Link buttons send one too; it needs no answer. */
export const ACTION = {
  approve: 'approve',
  deny: 'deny',
  shorter: 'approve_shorter',
  end: 'end',
  cancel: 'cancel',
  ask: 'ask',
  extend: 'extend',
  reviewRight: 'review_right',
  reviewWrong: 'review_wrong',
  confirm: 'confirm',
} as const;

/** The inputs of the forms: each name is both the `block_id` and the `action_id`. */
export const FIELD = {
  access: 'access',
  duration: 'duration',
  length: 'length',
  start: 'start',
  holder: 'holder',
  reason: 'reason',
  emergency: 'emergency',
} as const;

export type FieldId = (typeof FIELD)[keyof typeof FIELD];

/** The fields of the request form that are sent as soon as they change: the form then shows what follows from them. */
export type LiveField = (typeof FIELD)['access' | 'length' | 'start'];

export type ButtonId = (typeof ACTION)[keyof typeof ACTION];

export type ActionId = ButtonId | LiveField;

/** The `callback_id` of each form. */
export const CALLBACK = {
  ask: 'ask',
  deny: 'deny',
  shorter: 'shorter',
  extend: 'extend',
  reviewRight: 'review_right',
  reviewWrong: 'review_wrong',
} as const;

export type CallbackId = (typeof CALLBACK)[keyof typeof CALLBACK];

/** The shortcuts that open the request form: from anywhere, and from a message. */
export const SHORTCUT = { ask: 'ask_access', requestFromMessage: 'ask_access_message' } as const;

export type ShortcutId = (typeof SHORTCUT)[keyof typeof SHORTCUT];

/** The `block_id` of a line of the list begins with it: a click in the list redraws the list. */
export const LIST_BLOCK = 'list:';

export const COMMAND = '/assume';

/** The longest text that a form accepts: as long as a reason in a command. */
export const MAX_TYPED = 500;
