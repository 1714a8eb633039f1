import type { Preview } from '../request/preview.ts';
import { formatDuration, quote } from '../schedule/duration.ts';
import { clip } from './clip.ts';
import { ticketText } from './phrases.ts';

/** The labels of buttons. An ellipsis opens a form. */
export const BUTTON = {
  approve: 'Approve',
  approveWith: 'Approve with options…',
  deny: 'Deny',
  cancel: 'Cancel',
  end: 'End now',
  extend: 'Extend…',
  request: 'Request…',
  requestAccess: 'Request access…',
  requestAgain: 'Request again…',
  requestAnyway: 'Request anyway…',
  openForm: 'Open the form…',
  reviewJustified: 'Mark as justified',
  reviewNotJustified: 'Mark as not justified',
  confirmRevocation: 'Revoke',
  confirmLockdown: 'Turn the lockdown on',
  confirmLockdownOff: 'Turn the lockdown off',
  close: 'Close',
  back: 'Back',
  submit: 'Submit',
} as const;

export const consoleLabel = (role: string): string => `Console: ${role}`;

/** The titles of forms and messages in a window; Slack allows 24 characters. */
export const TITLE = {
  request: 'Request access',
  approval: 'Approve with options',
  deny: 'Deny request',
  extend: 'Extend access',
  reviewJustified: 'Justified',
  reviewNotJustified: 'Not justified',
  pending: 'Already requested',
  done: 'Done',
  nothingToDo: 'Nothing to do',
} as const;

export const REQUEST_FORM = {
  access: 'Role or bundle',
  accessPlaceholder: 'Select a role or bundle',
  accessMissing: 'Select a role or bundle.',
  duration: 'Duration',
  otherDuration: 'Other duration',
  durationPlaceholder: '1h',
  start: 'Start',
  startHint: 'Leave blank to start on approval.',
  holder: 'On behalf of',
  holderHint: 'This user gets the access, is notified, and can end it. Leave blank to request it for yourself.',
  holderRequiredHint: 'This user gets the access, is notified, and can end it.',
  holderPlaceholder: 'Yourself',
  holderMissing: 'Select the user',
  reason: 'Reason',
  emergency: 'Emergency',
  emergencyOption: 'Open access now, without approval',
  emergencyHint: 'Announced to the contacts of the role, and reviewed by an approver afterwards.',
} as const;

/** Above the fields of a form that was filled from a command: why the command was not submitted. */
export const formProblem = ({ why, next }: { readonly why: string; readonly next: string }): string => `${why} ${next}`;

/** The name of a command is not among what the user can request. */
export const nameNotOffered = (name: string): string =>
  `There is no role or bundle called ${quote(name)} that you can request.`;

export const CHECK_FORM = 'Check the fields below, and submit the form.';

export const searchHint = (choices: number): string => `Type to search ${choices} roles and bundles.`;

/** With a role selected, the menu above has the usual durations. */
export const durationHint = (isSelected: boolean): string =>
  `For example 90m, 1h30m or until 17:00.${isSelected ? '' : ' Leave blank for the default duration.'}`;

export const reasonHint = (selected: Pick<Preview, 'tickets'> | undefined): string =>
  `Shown to approvers. ${ticketHint(selected?.tickets ?? [])}`;

const ticketHint = (tickets: Preview['tickets']): string => {
  if (tickets.length === 0) return 'Include a ticket if there is one.';
  return tickets.some(({ example }) => example)
    ? `Must contain a ticket ${tickets.map(ticketText).join(' and one ')}`
    : `Must contain a ticket: ${tickets.map(({ pattern }) => pattern).join(' and ')}`;
};

/** The mistake in a duration that contains something else. */
export const notATime = (typed: string): string => `${quote(typed)} is not a duration or a time`;

export const fieldMistake = ({ why, tryThis }: { readonly why: string; readonly tryThis: string }): string =>
  `${why.charAt(0).toUpperCase()}${why.slice(1)}. Try: ${tryThis}`;

export const DENY_FORM = { label: 'Reason', hint: 'Shown on the card and sent to the requester.' } as const;

export const REVIEW_FORM = {
  label: 'Note',
  hint: 'Shown on the card and sent to the user who declared the emergency.',
} as const;

export const EXTEND_FORM = {
  label: 'Reason',
  hint: 'Shown to approvers. Leave blank to reuse the previous reason.',
} as const;

export const extensionLabel = (target: string): string => clip(`Additional time for ${target}`, 150);

/** `most`: the minutes that an extension adds if none are entered. */
export const extensionHint = (most: number | undefined): string =>
  `For example 30m or 1h. Leave blank for ${most === undefined ? 'the maximum' : formatDuration(most)}.`;

export const APPROVAL_FORM = {
  length: 'Duration',
  note: 'Comment',
  noteHint: 'Shown on the card and sent to the requester.',
} as const;

export const lessHint = (requestedMinutes: number): string =>
  `Leave blank to approve the requested ${formatDuration(requestedMinutes)}.`;

/** The dialog before access is ended. Slack allows 100 characters for the title, and 300 for the text. */
export const endConfirmation = (target: string) => ({
  title: 'End access now?',
  text: `Access to ${target} ends immediately, with all sessions. You can request it again.`,
  confirm: BUTTON.end,
  deny: 'Keep access',
});
