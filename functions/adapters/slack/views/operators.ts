import { clip } from '../../../core/text/clip.ts';
import { SEE_LOG } from '../../../core/text/operators.ts';
import { text } from '../../../core/text/text.ts';
import { message, plainSection, type SlackMessage } from '../blocks.ts';

/** A notification of operators. It can contain the answer of IAM, so nothing in it is formatted. */
export const operatorsMessage = (notification: string): SlackMessage => {
  const shown = notification.trim() === '' ? SEE_LOG : notification;
  return message(text`${clip(shown, 600)}`, plainSection(shown));
};
