import type { LocalSlack } from '@assume-bot/local-slack/contract';

interface Block {
  readonly text?: { readonly text?: string };
}

const FENCED = /^```\n(.*)\n```$/s;

/** Slack escapes three characters, which a user copies as they are. */
const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** The texts to copy in the newest message that contains any, in order. */
export const pastedFrom = (slack: LocalSlack, person: string): readonly string[] =>
  slack
    .seenBy(person)
    .map(({ blocks = [] }) =>
      (blocks as readonly Block[]).flatMap(({ text }) => {
        const [, copied] = FENCED.exec(text?.text ?? '') ?? [];
        return copied === undefined ? [] : [unescaped(copied)];
      }),
    )
    .findLast((texts) => texts.length > 0) ?? [];
