import { message, plainSection, type SlackMessage } from '../blocks.ts';
import { clip } from '../clip.ts';
import { mrkdwn } from '../mrkdwn.ts';

/** Something for those who run the bot. IAM's words may be in it, so all of it is shown as it is. */
export const operatorsMessage = (text: string): SlackMessage => {
  const said = text.trim() === '' ? 'Something needs a look; the log says what.' : text;
  return message(mrkdwn`${clip(said, 600)}`, plainSection(said));
};
