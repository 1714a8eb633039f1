import { validateMessage } from '@assume-bot/local-slack/blocks/validate-message';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MessageBlock, preformatted } from '../../../functions/adapters/slack/blocks.ts';

const textOf = (block: MessageBlock): string => (block.type === 'section' ? (block.text?.text ?? '') : '');
const copied = (blocks: readonly MessageBlock[]): string =>
  blocks
    .map((block) => textOf(block).replace(/^```\n|\n```$/g, ''))
    .join('\n')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

describe('a text to copy', () => {
  const line = fc.string({ unit: fc.constantFrom('a', ' ', '&', '<', '>', '"', '=', '*', '`'), maxLength: 200 });
  const lines = fc.array(line, { minLength: 1, maxLength: 100 }).filter((all) => !all.join('\n').includes('```'));

  it('is what was given, in sections that Slack accepts and shows as a whole', () => {
    fc.assert(
      fc.property(lines, (all) => {
        const blocks = preformatted(all.join('\n'));

        expect(copied(blocks)).toBe(all.join('\n'));
        expect(blocks.every((block) => textOf(block).length <= 3000)).toBe(true);
        expect(blocks.every((block) => 'expand' in block && block.expand === true)).toBe(true);
      }),
    );
  });

  it('is not in a rich text block, which could never be replaced when the message is updated', () => {
    const blocks = preformatted('[profile prod-s3]');

    expect(blocks.map(({ type }) => type)).toEqual(['section']);
    expect(validateMessage({ text: 'x', blocks: [...blocks] })).toEqual([]);
  });

  it('cannot end its block early', () => {
    expect(blocks('a\n```\n<!channel>')).toEqual(['```\na\nˋˋˋ\n&lt;!channel&gt;\n```']);
  });
});

const blocks = (text: string): readonly string[] => preformatted(text).map(textOf);
