import type { LocalSlack } from '@assume-bot/local-slack/contract';

interface RichBlock {
  readonly elements?: readonly { readonly type: string; readonly elements?: readonly { readonly text?: string }[] }[];
}

/** The preformatted texts of the newest message that contains any, in order. */
export const pastedFrom = (slack: LocalSlack, person: string): readonly string[] =>
  slack
    .seenBy(person)
    .map(({ blocks }) =>
      (blocks as readonly RichBlock[]).flatMap(({ elements = [] }) =>
        elements.flatMap(({ type, elements: parts = [] }) =>
          type === 'rich_text_preformatted' ? parts.map(({ text = '' }) => text) : [],
        ),
      ),
    )
    .findLast((texts) => texts.length > 0) ?? [];
