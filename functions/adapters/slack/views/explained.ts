import type { Explanation } from '../../../core/text/explain.ts';
import { context, type MessageBlock, message, plainSection, type SlackMessage, section } from '../blocks.ts';
import { clip } from '../clip.ts';
import { code, type Mrkdwn, mrkdwn } from '../mrkdwn.ts';
import { named } from './words.ts';

const IN_TEXT = 300;

/** The blocks that say why something was refused, what to do next and who could help. */
export const explanationBlocks = ({ why, next, tryThis, contacts, names }: Explanation): readonly MessageBlock[] => [
  ...plainSection(why),
  ...plainSection(next),
  ...(tryThis === undefined ? [] : [section(code(clip(tryThis, IN_TEXT)))]),
  ...(names === undefined ? [] : [context(mrkdwn`${names.label}: ${named(names.who)}`)]),
  ...(contacts === undefined || contacts.length === 0 ? [] : [context(mrkdwn`Who can help: ${named(contacts)}`)]),
];

/** The same in one line. */
export const explanationText = ({ why, next, tryThis }: Explanation): Mrkdwn =>
  mrkdwn`${clip(why, IN_TEXT)} ${clip(next, IN_TEXT)}${tryThis === undefined ? mrkdwn`` : mrkdwn` ${code(clip(tryThis, IN_TEXT))}`}`;

/** A refusal as a message to the person who was refused. */
export const refusalMessage = (explanation: Explanation): SlackMessage =>
  message(explanationText(explanation), explanationBlocks(explanation));
