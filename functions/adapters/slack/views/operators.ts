import type { SlackMessage } from '../blocks.ts';
import { message, plainSection } from '../blocks.ts';
import { clip } from '../clip.ts';
import { mrkdwn } from '../mrkdwn.ts';

/** Something for those who run the bot. IAM's words may be in it, so all of it is shown as it is. */
export const operatorsMessage = (text: string): SlackMessage =>
  message(mrkdwn`${clip(text, 600)}`, plainSection(text === '' ? 'Something needs a look.' : text));
