import { describe, expect, it } from 'vitest';
import {
  actions,
  button,
  input,
  mrkdwn,
  option,
  options,
  plain,
  section,
  select,
  textInput,
} from '../testing/samples.ts';
import { asSlackMessage } from './problem.ts';
import { refusalOfMessage, validateMessage } from './validate-message.ts';

const problemsOf = (...blocks: readonly object[]) => validateMessage({ text: 'fallback', blocks }).map(asSlackMessage);

describe('a valid message', () => {
  it('can use every block and element at its limit', () => {
    const blocks = [
      { type: 'header', text: plain('h'.repeat(150)) },
      section('s'.repeat(3000)),
      { type: 'section', fields: Array.from({ length: 10 }, () => mrkdwn('f'.repeat(50))) },
      { ...section('with a menu'), accessory: select({ options: options(100), placeholder: plain('p'.repeat(150)) }) },
      {
        ...section('with an image'),
        accessory: { type: 'image', image_url: 'https://example.com/a.png', alt_text: 'a' },
      },
      { type: 'context', elements: [mrkdwn('c'.repeat(2000)), plain('plain')] },
      { type: 'divider', block_id: 'd'.repeat(255) },
      actions(
        ...Array.from({ length: 24 }, (_, index) => button({ action_id: `a${index}`, value: 'v'.repeat(2000) })),
        { type: 'overflow', action_id: 'more', options: [{ ...option('open'), url: 'https://example.com' }] },
      ),
      { type: 'image', slack_file: { id: 'F0FILE' }, alt_text: 'a graph', title: plain('Graph') },
    ];

    const problems = problemsOf(...blocks);

    expect(problems).toEqual([]);
  });

  it('can contain every kind of rich text', () => {
    const inline = [
      { type: 'text', text: 'a < b', style: { bold: true } },
      { type: 'link', url: 'https://example.com', text: 'there' },
      { type: 'user', user_id: 'U0BOB' },
      { type: 'channel', channel_id: 'C0GENERAL' },
      { type: 'emoji', name: 'wave' },
      { type: 'date', timestamp: 1_700_000_000, format: '{date} {time}', fallback: 'then' },
    ];
    const elements = [
      { type: 'rich_text_section', elements: inline },
      {
        type: 'rich_text_list',
        style: 'bullet',
        indent: 1,
        elements: [{ type: 'rich_text_section', elements: inline }],
      },
      { type: 'rich_text_quote', elements: inline },
      { type: 'rich_text_preformatted', elements: [{ type: 'text', text: '[profile prod-s3]' }] },
    ];

    const problems = problemsOf({ type: 'rich_text', elements });

    expect(problems).toEqual([]);
  });
});

describe('an invalid message', () => {
  const confirm = { text: plain('sure?') };
  const cases: readonly (readonly [title: string, blocks: readonly object[], problem: string])[] = [
    [
      'a section one character too long',
      [section('x'.repeat(3001))],
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['an empty text', [section('')], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    [
      'a section without text and fields',
      [{ type: 'section' }],
      'must define either `text` or `fields` [json-pointer:/blocks/0]',
    ],
    [
      'eleven fields',
      [{ type: 'section', fields: Array.from({ length: 11 }, () => plain('f')) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    ],
    [
      'a field that is too long',
      [{ type: 'section', fields: [mrkdwn('x'.repeat(2001))] }],
      'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
    ],
    [
      'a header with markup',
      [{ type: 'header', text: mrkdwn('*h*') }],
      'unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]',
    ],
    [
      'a header that is too long',
      [{ type: 'header', text: plain('h'.repeat(151)) }],
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'eleven context elements',
      [{ type: 'context', elements: Array.from({ length: 11 }, () => plain('c')) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      '26 action elements',
      [actions(...Array.from({ length: 26 }, (_, n) => button({ action_id: `a${n}` })))],
      'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
    ],
    ['no action elements', [actions()], 'no less than 1 items allowed [json-pointer:/blocks/0/elements]'],
    [
      'a button label that is too long',
      [actions(button({ text: plain('x'.repeat(76)) }))],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    [
      'a button label with markup',
      [actions(button({ text: mrkdwn('x') }))],
      'unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/text/type]',
    ],
    [
      'a button value that is too long',
      [actions(button({ value: 'x'.repeat(2001) }))],
      'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'a button with an unknown style',
      [actions(button({ style: 'warning' }))],
      'should be one of primary, danger [json-pointer:/blocks/0/elements/0/style]',
    ],
    [
      'a button with an unknown property',
      [actions(button({ disabled: true }))],
      'invalid additional property: disabled [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'an invalid URL',
      [actions(button({ url: 'somewhere' }))],
      'should be a valid URL [json-pointer:/blocks/0/elements/0/url]',
    ],
    [
      'a URL that is too long',
      [actions(button({ url: `https://${'x'.repeat(3000)}` }))],
      'must be less than 3001 characters [json-pointer:/blocks/0/elements/0/url]',
    ],
    [
      'an action_id that is too long',
      [actions(button({ action_id: 'x'.repeat(256) }))],
      'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
    ],
    [
      'a duplicate action_id in a block',
      [actions(button(), button())],
      '`action_id` "approve" already exists in this block [json-pointer:/blocks/0/elements/1/action_id]',
    ],
    [
      'a duplicate block_id',
      [
        { type: 'divider', block_id: 'b' },
        { type: 'divider', block_id: 'b' },
      ],
      '`block_id` "b" already exists [json-pointer:/blocks/1/block_id]',
    ],
    [
      'a block_id that is too long',
      [{ type: 'divider', block_id: 'b'.repeat(256) }],
      'must be less than 256 characters [json-pointer:/blocks/0/block_id]',
    ],
    [
      '101 options',
      [actions(select({ options: options(101) }))],
      'no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'no options',
      [actions(select({ options: [] }))],
      'no less than 1 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'neither options nor option groups',
      [actions({ type: 'static_select', action_id: 's' })],
      'must define exactly one of `options` and `option_groups` [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'an option text that is too long',
      [actions(select({ options: [option('v', 'x'.repeat(76))] }))],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]',
    ],
    [
      'an option value that is too long',
      [actions(select({ options: [option('x'.repeat(76), 't')] }))],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/value]',
    ],
    [
      'an option with a URL outside of an overflow menu',
      [actions(select({ options: [{ ...option('v'), url: 'https://example.com' }] }))],
      'invalid additional property: url [json-pointer:/blocks/0/elements/0/options/0]',
    ],
    [
      'a group label that is too long',
      [
        actions({
          type: 'static_select',
          action_id: 's',
          option_groups: [{ label: plain('x'.repeat(76)), options: options(1) }],
        }),
      ],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/option_groups/0/label/text]',
    ],
    [
      'an initial option that is not offered',
      [actions(select({ initial_option: option('other') }))],
      'should match exactly one of the provided options [json-pointer:/blocks/0/elements/0/initial_option]',
    ],
    [
      'a placeholder that is too long',
      [actions(select({ placeholder: plain('x'.repeat(151)) }))],
      'must be less than 151 characters [json-pointer:/blocks/0/elements/0/placeholder/text]',
    ],
    [
      'six overflow options',
      [actions({ type: 'overflow', action_id: 'o', options: options(6) })],
      'no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'eleven checkboxes',
      [actions({ type: 'checkboxes', action_id: 'c', options: options(11) })],
      'no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'an invalid date',
      [actions({ type: 'datepicker', action_id: 'd', initial_date: '12/31/26' })],
      'should be a date in the format YYYY-MM-DD [json-pointer:/blocks/0/elements/0/initial_date]',
    ],
    [
      'an invalid time',
      [actions({ type: 'timepicker', action_id: 't', initial_time: '25:00' })],
      'should be a time in the format HH:mm [json-pointer:/blocks/0/elements/0/initial_time]',
    ],
    [
      'a date-time in milliseconds',
      [actions({ type: 'datetimepicker', action_id: 't', initial_date_time: 1_700_000_000_000 })],
      'should be an integer between 1000000000 and 9999999999 [json-pointer:/blocks/0/elements/0/initial_date_time]',
    ],
    [
      'a confirmation without a text',
      [actions(button({ confirm: { title: plain('Sure?') } }))],
      'missing required field: text [json-pointer:/blocks/0/elements/0/confirm]',
    ],
    [
      'a confirmation title that is too long',
      [actions(button({ confirm: { ...confirm, title: plain('x'.repeat(101)) } }))],
      'must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]',
    ],
    [
      'a confirmation text that is too long',
      [actions(button({ confirm: { text: plain('x'.repeat(301)) } }))],
      'must be less than 301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]',
    ],
    [
      'a confirmation button that is too long',
      [actions(button({ confirm: { ...confirm, confirm: plain('x'.repeat(31)) } }))],
      'must be less than 31 characters [json-pointer:/blocks/0/elements/0/confirm/confirm/text]',
    ],
    ['an input in a message', [input(textInput())], 'unsupported type: input [json-pointer:/blocks/0/type]'],
    [
      'a date-time picker as an accessory',
      [{ ...section('s'), accessory: { type: 'datetimepicker', action_id: 'd' } }],
      'unsupported type: datetimepicker [json-pointer:/blocks/0/accessory/type]',
    ],
    [
      'an image without alt_text',
      [{ type: 'image', image_url: 'https://example.com/a.png' }],
      'missing required field: alt_text [json-pointer:/blocks/0]',
    ],
    [
      'an image with two sources',
      [{ type: 'image', alt_text: 'a', image_url: 'https://example.com/a.png', slack_file: { id: 'F0' } }],
      'must define exactly one of `image_url` and `slack_file` [json-pointer:/blocks/0]',
    ],
    [
      'an unknown block type',
      [{ type: 'table_of_contents' }],
      'unsupported type: table_of_contents [json-pointer:/blocks/0/type]',
    ],
    [
      'a rich text element without a type',
      [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ text: 'x' }] }] }],
      'missing required field: type [json-pointer:/blocks/0/elements/0/elements/0]',
    ],
    [
      '51 blocks',
      Array.from({ length: 51 }, () => ({ type: 'divider' })),
      'no more than 50 items allowed [json-pointer:/blocks]',
    ],
  ];

  it.each(cases)('is rejected with the location of %s', (_title, blocks, problem) => {
    const problems = problemsOf(...blocks);

    expect(problems).toEqual([`[ERROR] ${problem}`]);
  });

  it('is rejected with all problems at once', () => {
    const problems = problemsOf(section(''), actions(button({ value: 'x'.repeat(2001), text: plain('') })));

    expect(problems).toHaveLength(3);
  });

  it.each([
    ['no content', {}, 'no_text'],
    ['an empty text and no blocks', { text: '', blocks: [] }, 'no_text'],
    ['a text of more than 40,000 characters', { text: 'x'.repeat(40_001) }, 'msg_too_long'],
    ['blocks that are not a list', { text: 'x', blocks: { type: 'divider' } }, 'invalid_blocks_format'],
    [
      'too many characters in all blocks',
      { blocks: Array.from({ length: 5 }, () => section('x'.repeat(2700))) },
      'msg_blocks_too_long',
    ],
  ])('is rejected with a separate error code for %s', (_title, message, error) => {
    expect(refusalOfMessage(message)?.error).toBe(error);
  });
});
