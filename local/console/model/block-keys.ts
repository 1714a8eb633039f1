import type { Block, Element } from './block-kit.ts';

const buttonsOf = ({ type, accessory, elements = [] }: Block): readonly Element[] => [
  ...(accessory === undefined ? [] : [accessory]),
  ...(type === 'actions' ? (elements as readonly Element[]) : []),
];

/**
 * A key for each block of a message or view, by which the page knows it again after the bot has drawn it again. Slack gives
 * new block IDs then. Buttons are known by what they do, so that the focus and an open confirmation stay. A value names
 * the request, so that a confirmation never moves to another request. Inputs keep their ID: another ID is another input.
 */
export const blockKeys = (blocks: readonly Block[]): readonly string[] => {
  const seen = new Map<string, number>();
  return blocks.map((block) => {
    const does = buttonsOf(block)
      .filter(({ action_id }) => action_id !== undefined)
      .map(({ action_id, value = '' }) => `${action_id}=${value}`)
      .join(' ');
    if (does === '') return block.block_id;
    const count = (seen.get(does) ?? 0) + 1;
    seen.set(does, count);
    return `${does} ${count}`;
  });
};
