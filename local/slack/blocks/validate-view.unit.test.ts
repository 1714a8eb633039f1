import { describe, expect, it } from 'vitest';
import {
  actions,
  button,
  home,
  input,
  modal,
  option,
  options,
  plain,
  section,
  select,
  textInput,
} from '../testing/samples.ts';
import { asSlackMessage } from './problem.ts';
import { validateView } from './validate-view.ts';

const problemsOf = (view: object) => validateView(view).map(asSlackMessage);

describe('a valid view', () => {
  it('can be a modal with every kind of input', () => {
    const elements = [
      textInput({ multiline: true, min_length: 3, max_length: 3000, placeholder: plain('Why') }),
      {
        type: 'number_input',
        action_id: 'n',
        is_decimal_allowed: false,
        min_value: '1',
        max_value: '8',
        initial_value: '2',
      },
      { type: 'email_text_input', action_id: 'e' },
      { type: 'url_text_input', action_id: 'u' },
      select({ initial_option: option('role-1') }),
      { type: 'external_select', action_id: 'x', min_query_length: 0, initial_option: option('prod-s3') },
      { type: 'users_select', action_id: 'us', initial_user: 'U0ALICE' },
      {
        type: 'conversations_select',
        action_id: 'cs',
        default_to_current_conversation: true,
        response_url_enabled: true,
      },
      {
        type: 'multi_static_select',
        action_id: 'ms',
        options: options(3),
        max_selected_items: 2,
        initial_options: [option('role-0')],
      },
      { type: 'multi_users_select', action_id: 'mu', initial_users: ['U0BOB'] },
      { type: 'multi_conversations_select', action_id: 'mc', filter: { include: ['public'] } },
      { type: 'multi_external_select', action_id: 'mx' },
      { type: 'datepicker', action_id: 'd', initial_date: '2030-01-31' },
      { type: 'timepicker', action_id: 't', initial_time: '23:59' },
      { type: 'datetimepicker', action_id: 'dt', initial_date_time: 1_893_456_000 },
      { type: 'checkboxes', action_id: 'c', options: [{ text: { type: 'mrkdwn', text: '*yes*' }, value: 'yes' }] },
      { type: 'radio_buttons', action_id: 'r', options: options(10), initial_option: option('role-9') },
    ];
    const blocks = elements.map((element, index) => input(element, { block_id: `b${index}`, optional: true }));

    const problems = problemsOf(modal(blocks, { private_metadata: 'm'.repeat(3000), callback_id: 'c'.repeat(255) }));

    expect(problems).toEqual([]);
  });

  it('can be a Home tab with a hundred blocks, or with none', () => {
    const full = home(Array.from({ length: 100 }, () => section('row')));

    expect(problemsOf(full)).toEqual([]);
    expect(problemsOf(home([]))).toEqual([]);
  });
});

describe('an invalid view', () => {
  const focused = (id: string) => input(textInput({ focus_on_load: true }), { block_id: id });
  const cases: readonly (readonly [title: string, view: object, problem: string])[] = [
    [
      'a title that is too long',
      modal([], { title: plain('x'.repeat(25)) }),
      'must be less than 25 characters [json-pointer:/view/title/text]',
    ],
    ['no title', { type: 'modal', blocks: [] }, 'missing required field: title [json-pointer:/view]'],
    [
      'a submit label that is too long',
      modal([], { submit: plain('x'.repeat(25)) }),
      'must be less than 25 characters [json-pointer:/view/submit/text]',
    ],
    [
      'a close label that is too long',
      modal([], { close: plain('x'.repeat(25)) }),
      'must be less than 25 characters [json-pointer:/view/close/text]',
    ],
    [
      'private_metadata that is too long',
      modal([], { private_metadata: 'x'.repeat(3001) }),
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      'a callback_id that is too long',
      modal([], { callback_id: 'x'.repeat(256) }),
      'must be less than 256 characters [json-pointer:/view/callback_id]',
    ],
    [
      '101 blocks',
      modal(Array.from({ length: 101 }, () => section('x'))),
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    [
      'inputs without a submit button',
      { type: 'modal', title: plain('t'), blocks: [section('x'), input(textInput())] },
      'must define `submit` to use `input` block [json-pointer:/view/blocks/1/input]',
    ],
    [
      'two inputs with one block_id',
      modal([input(textInput()), input(textInput())]),
      '`block_id` "input" already exists [json-pointer:/view/blocks/1/block_id]',
    ],
    [
      'two elements with focus_on_load',
      modal([focused('a'), focused('b')]),
      'only one element can have `focus_on_load` set [json-pointer:/view/blocks]',
    ],
    [
      'a button as an input',
      modal([input(button())]),
      'unsupported type: button [json-pointer:/view/blocks/0/element/type]',
    ],
    [
      'a text field among buttons',
      modal([actions(textInput())]),
      'unsupported type: plain_text_input [json-pointer:/view/blocks/0/elements/0/type]',
    ],
    [
      'a label with markup',
      modal([input(textInput(), { label: { type: 'mrkdwn', text: 'x' } })]),
      'unsupported type: mrkdwn [json-pointer:/view/blocks/0/label/type]',
    ],
    [
      'a hint that is too long',
      modal([input(textInput(), { hint: plain('x'.repeat(2001)) })]),
      'must be less than 2001 characters [json-pointer:/view/blocks/0/hint/text]',
    ],
    [
      'a max_length above 3000',
      modal([input(textInput({ max_length: 3001 }))]),
      'should be an integer between 1 and 3000 [json-pointer:/view/blocks/0/element/max_length]',
    ],
    [
      'a min_length above max_length',
      modal([input(textInput({ min_length: 9, max_length: 8 }))]),
      '`min_length` exceeds `max_length` [json-pointer:/view/blocks/0/element]',
    ],
    [
      'a number input without is_decimal_allowed',
      modal([input({ type: 'number_input', action_id: 'n' })]),
      'missing required field: is_decimal_allowed [json-pointer:/view/blocks/0/element]',
    ],
    [
      'a property that is not supported any more',
      modal([], { submit_disabled: true }),
      'invalid additional property: submit_disabled [json-pointer:/view]',
    ],
    [
      'a Home tab with a title',
      home([], { title: plain('Home') }),
      'invalid additional property: title [json-pointer:/view]',
    ],
    [
      'response_url_enabled outside of an input block of a modal',
      modal([actions({ type: 'conversations_select', action_id: 'c', response_url_enabled: true })]),
      '`response_url_enabled` is only allowed in input blocks of a modal [json-pointer:/view/blocks]',
    ],
    ['no type', { blocks: [] }, 'missing required field: type [json-pointer:/view]'],
  ];

  it.each(cases)('is rejected with the location of %s', (_title, view, problem) => {
    const problems = problemsOf(view);

    expect(problems).toEqual([`[ERROR] ${problem}`]);
  });
});
