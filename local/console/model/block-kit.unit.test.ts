import { describe, expect, it } from 'vitest';
import { addressOf, elementsIn, heldIn, initialIn, optionsOf } from './block-kit.ts';
import { withEmoji } from './emoji.ts';

const words = (text: string) => ({ type: 'plain_text' as const, text });

describe('values in blocks', () => {
  it.each([
    [{ type: 'plain_text_input', value: 'INC-42' }, 'INC-42'],
    [{ type: 'plain_text_input', value: null }, null],
    [{ type: 'static_select', selected_option: { value: 'prod-s3', text: words('prod') } }, 'prod-s3'],
    [{ type: 'checkboxes', selected_options: [{ value: 'a' }, { value: 'b' }] }, ['a', 'b']],
    [{ type: 'multi_users_select', selected_users: ['U0BOB'] }, ['U0BOB']],
    [{ type: 'datetimepicker', selected_date_time: 1_893_499_200 }, '1893499200'],
    [undefined, null],
  ])('reads the state %j', (state, held) => {
    expect(heldIn(state)).toEqual(held);
  });

  it('returns the initial value of an element', () => {
    const select = { type: 'static_select', action_id: 'a', initial_option: { value: '1h' } };
    const text = { type: 'plain_text_input', action_id: 'a', initial_value: 'why' };

    expect([initialIn(select), initialIn(text), initialIn({ type: 'static_select', action_id: 'a' })]).toEqual([
      '1h',
      'why',
      null,
    ]);
  });

  it('returns the group of every option', () => {
    const element = {
      type: 'static_select',
      action_id: 'a',
      option_groups: [{ label: words('prod'), options: [{ text: words('prod-s3'), value: 'prod-s3' }] }],
    };

    expect(optionsOf(element)).toMatchObject([{ value: 'prod-s3', group: 'prod' }]);
  });

  it('finds the interactive elements of all block types in reading order, without images', () => {
    const element = (action_id: string) => ({ type: 'button', action_id });
    const blocks = [
      { type: 'actions', block_id: '1', elements: [element('a'), element('b')] },
      { type: 'section', block_id: '2', accessory: element('c') },
      { type: 'section', block_id: '3', accessory: { type: 'image', alt_text: '' } as never },
      { type: 'input', block_id: '4', element: element('d') },
    ];

    expect(elementsIn(blocks).map(({ block, element: { action_id } }) => block.block_id + action_id)).toEqual([
      '1a',
      '1b',
      '2c',
      '4d',
    ]);
  });

  it('identifies an element by its block only if nothing else distinguishes it', () => {
    const button = (action_id: string, value: string) => ({ type: 'button', action_id, value });
    const block = (block_id: string, accessory: ReturnType<typeof button>) => ({
      type: 'section',
      block_id,
      accessory,
    });
    const [first, second, third] = [button('end', '1'), button('end', '2'), button('end', '2')];
    const blocks = [block('a', first), block('b', second), block('c', third)] as const;

    expect(addressOf(blocks, blocks[0], first, '1')).toEqual({ actionId: 'end', value: '1' });
    expect(addressOf(blocks, blocks[1], second, '2')).toEqual({ actionId: 'end', value: '2', blockId: 'b' });
    expect(addressOf(blocks, blocks[0], first)).toEqual({ actionId: 'end', blockId: 'a' });
    expect(addressOf([blocks[0]], blocks[0], first)).toEqual({ actionId: 'end' });
  });

  it('replaces known emoji names and leaves every other name unchanged', () => {
    expect(withEmoji(':lock: 12:30:45 :constructor:')).toBe('🔒 12:30:45 :constructor:');
  });
});
