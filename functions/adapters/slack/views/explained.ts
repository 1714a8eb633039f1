import { clip } from '../../../core/text/clip.ts';
import { CONTACTS, type Explanation } from '../../../core/text/explain.ts';
import { named } from '../../../core/text/phrases.ts';
import { commandText } from '../../../core/text/suggestions.ts';
import { text, words } from '../../../core/text/text.ts';
import { context, type MessageBlock, plainSection, section } from '../blocks.ts';

/** A command in a section of 3000 characters, each of which may be escaped to five. */
const MOST_COMMAND = 580;

/** The blocks of a refusal: why, what to do next, and who can help. */
export const explanationBlocks = ({
  why,
  next,
  tryThis,
  contacts = [],
  names,
}: Explanation): readonly MessageBlock[] => [
  ...plainSection(why),
  ...plainSection(next),
  ...(tryThis === undefined ? [] : [section(commandText(clip(tryThis, MOST_COMMAND)))]),
  ...(names === undefined ? [] : [context(text`${words(names.label)}: ${named(names.who)}`)]),
  ...(contacts.length === 0 ? [] : [context(text`${words(CONTACTS)}: ${named(contacts)}`)]),
];
