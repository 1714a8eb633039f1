import type { Lockdown } from '../../../core/request/lockdown.ts';
import { lockdownReason, lockdownText } from '../../../core/text/admins.ts';
import { message, plainSection, type SlackMessage, section } from '../blocks.ts';

/** The answer to an admin who turned a lockdown on or off, or found it that way. */
export const lockdownAnswer = (kind: 'turned' | 'stands_already', lockdown: Lockdown): SlackMessage => {
  const text = lockdownText(kind, lockdown);
  const isReasonShown = kind === 'turned' || lockdown.isOn;
  return message(text, [section(text), ...(isReasonShown ? plainSection(lockdownReason(lockdown.why)) : [])]);
};
