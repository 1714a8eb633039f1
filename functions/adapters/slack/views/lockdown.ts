import type { Lockdown } from '../../../core/request/lockdown.ts';
import { message, plainSection, type SlackMessage, section } from '../blocks.ts';
import { moment, mrkdwn, person } from '../mrkdwn.ts';

/** What an admin is answered who turned it, or found it turned. */
export const lockdownAnswer = (kind: 'turned' | 'stands_already', { isOn, at, by, why }: Lockdown): SlackMessage => {
  const reason = plainSection(why === '' ? '' : `Why: ${why}`);
  if (kind === 'stands_already') {
    const text = isOn
      ? mrkdwn`The lockdown is on already: ${person(by)} turned it on ${moment(at)}.`
      : mrkdwn`There is no lockdown at the moment.`;
    return message(text, [section(text), ...(isOn ? reason : [])]);
  }
  const text = isOn
    ? mrkdwn`*Lockdown is on.* Nothing new can be asked for or approved, and everything open is being ended. You are told what was ended, and what still stands in AWS.`
    : mrkdwn`*Lockdown is off.* Access can be asked for again. What was ended stays so.`;
  return message(text, [section(text), ...reason]);
};
