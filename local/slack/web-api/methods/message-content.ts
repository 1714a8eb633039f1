import { isObject } from '../../blocks/shape.ts';
import { refusalOfMessage } from '../../blocks/validate-message.ts';
import type { Json } from '../../world/model.ts';
import {
  type ApiAnswer,
  type Arguments,
  invalidArgument,
  jsonOf,
  type MethodContext,
  missingScope,
  refusalAt,
} from '../method.ts';

/** The content of a message to store, or Slack's error. */
export type MessageContent =
  | { readonly text: string; readonly blocks?: readonly Json[]; readonly metadata?: Json }
  | { readonly refused: ApiAnswer };

const NOT_HERE = ['attachments', 'markdown_text', 'file_ids'];
const CUSTOM = ['username', 'icon_emoji', 'icon_url'];

/** Parses text, blocks and metadata of chat.postMessage and similar methods. Rejects what Slack would reject. */
export const contentOf = (args: Arguments, { scopes }: MethodContext): MessageContent => {
  const absent = NOT_HERE.find((name) => args[name] !== undefined && args[name] !== '');
  if (absent) return { refused: invalidArgument(absent, 'is not implemented by the local Slack: use blocks') };
  if (CUSTOM.some((name) => args[name] !== undefined) && !scopes.has('chat:write.customize')) {
    return { refused: missingScope('chat:write.customize', scopes) };
  }
  const blocks = jsonOf(args, 'blocks');
  const metadata = jsonOf(args, 'metadata');
  if (
    metadata !== undefined &&
    !(isObject(metadata) && typeof metadata['event_type'] === 'string' && isObject(metadata['event_payload']))
  ) {
    return {
      refused: refusalAt('invalid_metadata_format', [
        { pointer: '/metadata', message: 'needs `event_type` and `event_payload`' },
      ]),
    };
  }
  const wrong = refusalOfMessage({ text: args['text'], blocks });
  if (wrong) return { refused: refusalAt(wrong.error, wrong.problems) };
  return {
    text: typeof args['text'] === 'string' ? args['text'] : '',
    ...(blocks === undefined ? {} : { blocks: blocks as readonly Json[] }),
    ...(metadata === undefined ? {} : { metadata }),
  };
};
