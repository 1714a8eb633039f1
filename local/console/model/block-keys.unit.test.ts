import { describe, expect, it } from 'vitest';
import { blockKeys } from './block-keys.ts';
import type { Block, Element } from './block-kit.ts';

const end = (value: string): Element => ({ type: 'button', action_id: 'end', value });
const row = (block_id: string, value: string): Block => ({ type: 'section', block_id, accessory: end(value) });
const actions = (block_id: string, ...values: string[]): Block => ({
  type: 'actions',
  block_id,
  elements: values.map(end),
});

describe('the keys of blocks', () => {
  it('stay the same for buttons that are drawn again with other block IDs', () => {
    expect(blockKeys([row('b1', 'r1'), actions('b2', 'r2', 'r3')])).toEqual(
      blockKeys([row('b8', 'r1'), actions('b9', 'r2', 'r3')]),
    );
  });

  it('follow the request, not the position', () => {
    const [, second] = blockKeys([row('b1', 'r1'), row('b2', 'r2')]);

    expect(blockKeys([row('b3', 'r2')])).toEqual([second]);
  });

  it('differ for two blocks that do the same', () => {
    expect(new Set(blockKeys([row('b1', 'r1'), row('b2', 'r1'), row('b3', 'r1')])).size).toBe(3);
  });

  it('are the block IDs of texts and inputs', () => {
    const input: Block = {
      type: 'input',
      block_id: 'length-prod',
      element: { type: 'static_select', action_id: 'length' },
    };

    expect(blockKeys([input, { type: 'divider', block_id: 'line' }])).toEqual(['length-prod', 'line']);
  });
});
