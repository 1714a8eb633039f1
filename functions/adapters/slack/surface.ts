/** The names by which Slack gives a click, a form or a search back to us. */
export const ACTION = {
  approve: 'approve',
  deny: 'deny',
  shorter: 'approve_shorter',
  end: 'end',
  cancel: 'cancel',
  /** Opens the form to ask with. */
  ask: 'ask',
  extend: 'extend',
  /** An approver's word on an emergency. */
  reviewRight: 'review_right',
  reviewWrong: 'review_wrong',
  openConsole: 'open_console',
  /** The inputs of the modals; `access` is also what an external select asks options for. */
  access: 'access',
  duration: 'duration',
  length: 'length',
  start: 'start',
  holder: 'holder',
  reason: 'reason',
} as const;

export const CALLBACK = {
  ask: 'ask',
  deny: 'deny',
  shorter: 'shorter',
  extend: 'extend',
  emergencyReview: 'emergency_review',
} as const;

/** The shortcuts that open the form: from anywhere, and from a message. */
export const SHORTCUT = { ask: 'ask_access', askFromMessage: 'ask_access_message' } as const;

export const COMMAND = '/assume';

/** The longest text of a person that is taken: as long as a reason typed in a command. */
export const MAX_TYPED = 500;
