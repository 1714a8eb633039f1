import { blockList } from './block-list.ts';
import type { BlockProblem } from './problem.ts';
import { isObject } from './shape.ts';

/** The maximum length of the fallback text. Slack truncates or rejects longer text. */
const MAX_TEXT = 40_000;

/**
 * The maximum number of characters in all blocks of one message. Slack documents no figure for `msg_blocks_too_long`;
 * 13,172 was measured as the smallest number that it rejects (https://github.com/slackapi/bolt-js/issues/2509).
 */
const MAX_BLOCKS_TEXT = 13_000;

/** The Slack error code of a rejected message, with the problems and their locations. */
export interface MessageRefusal {
  readonly error: 'no_text' | 'msg_too_long' | 'invalid_blocks_format' | 'invalid_blocks' | 'msg_blocks_too_long';
  readonly problems: readonly BlockProblem[];
}

const textIn = (value: unknown): number => {
  if (Array.isArray(value)) return value.reduce<number>((sum, entry) => sum + textIn(entry), 0);
  if (!isObject(value)) return 0;
  const own = typeof value['text'] === 'string' ? value['text'].length : 0;
  return own + Object.values(value).reduce<number>((sum, entry) => sum + textIn(entry), 0);
};

const isFilled = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : value !== undefined);

/** The reason why Slack would reject this content of chat.postMessage and similar methods; undefined if it is valid. */
export const refusalOfMessage = (message: {
  readonly text?: unknown;
  readonly blocks?: unknown;
}): MessageRefusal | undefined => {
  const { text, blocks } = message;
  const refuse = (error: MessageRefusal['error'], pointer: string, message: string): MessageRefusal => ({
    error,
    problems: [{ pointer, message }],
  });
  if (blocks !== undefined && !Array.isArray(blocks))
    return refuse('invalid_blocks_format', '/blocks', 'should be an array');
  if ((text === undefined || text === '') && !isFilled(blocks)) {
    return refuse('no_text', '/text', 'no message text provided');
  }
  if (text !== undefined && typeof text !== 'string') return refuse('no_text', '/text', 'should be a string');
  if (text !== undefined && text.length > MAX_TEXT) {
    return refuse('msg_too_long', '/text', `must be less than ${MAX_TEXT + 1} characters`);
  }
  const problems = blocks === undefined ? [] : blockList('message')(blocks, '/blocks');
  if (problems.length > 0) return { error: 'invalid_blocks', problems };
  if (textIn(blocks) > MAX_BLOCKS_TEXT) {
    return refuse('msg_blocks_too_long', '/blocks', `must hold less than ${MAX_BLOCKS_TEXT + 1} characters in all`);
  }
  return undefined;
};

/** All problems that Slack would find in a message. The list is empty if the message is valid. */
export const validateMessage = (message: Parameters<typeof refusalOfMessage>[0]): readonly BlockProblem[] =>
  refusalOfMessage(message)?.problems ?? [];
