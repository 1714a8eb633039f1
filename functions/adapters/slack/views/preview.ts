import type { Explanation } from '../../../core/text/explain.ts';
import { dryRunText } from '../../../core/text/preview.ts';
import { join } from '../../../core/text/text.ts';
import { context, message, type SlackMessage, section } from '../blocks.ts';
import { explanationBlocks } from './explained.ts';

/** The result of a dry run, and what the request still needs. */
export const dryRunAnswer = (outcome: Parameters<typeof dryRunText>[0], lacking?: Explanation): SlackMessage => {
  const { headline, details, note } = dryRunText(outcome);
  return message(join([headline, ...details, note], ' '), [
    section(headline),
    section(join(details, '\n')),
    ...(lacking === undefined ? [] : explanationBlocks(lacking)),
    context(note),
  ]);
};
