import { threadLine } from '../../../core/text/thread.ts';
import { type SlackMessage, sentence } from '../blocks.ts';

/** One fact in the thread of the card. */
export const threadMessage = (...about: Parameters<typeof threadLine>): SlackMessage => sentence(threadLine(...about));
