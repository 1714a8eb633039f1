import { clip } from '../../../core/text/clip.ts';
import { CONTACTS, type Explanation, explanationLine } from '../../../core/text/explain.ts';
import { named } from '../../../core/text/phrases.ts';
import { code, text, words } from '../../../core/text/text.ts';
import { context, type MessageBlock, message, plainSection, type SlackMessage, section } from '../blocks.ts';

/** The blocks of a refusal: why, what to do next, and who can help. */
export const explanationBlocks = ({ why, next, tryThis, contacts, names }: Explanation): readonly MessageBlock[] => [
  ...plainSection(why),
  ...plainSection(next),
  ...(tryThis === undefined ? [] : [section(code(clip(tryThis, 300)))]),
  ...(names === undefined ? [] : [context(text`${words(names.label)}: ${named(names.who)}`)]),
  ...(contacts === undefined || contacts.length === 0 ? [] : [context(text`${words(CONTACTS)}: ${named(contacts)}`)]),
];

/** A refusal as a message to the user who was refused. */
export const refusalMessage = (explanation: Explanation): SlackMessage =>
  message(explanationLine(explanation), explanationBlocks(explanation));
