import type { types } from '@slack/bolt';
import type { Requestable } from '../../../core/authority/requestable.ts';
import type { Preview } from '../../../core/request/preview.ts';
import { formatDuration } from '../../../core/schedule/duration.ts';
import { LIMITS, type MessageBlock, type ModalView, plain, section } from '../blocks.ts';
import { clip } from '../clip.ts';
import { legible } from '../mrkdwn.ts';
import { CALLBACK, FIELD, MAX_TYPED } from '../surface.ts';
import { choicesOf, optionGroups } from './access-options.ts';
import { previewText } from './preview.ts';

/** What the form is drawn from. */
export interface RequestForm {
  readonly requestable: Requestable;
  /** What is chosen in it, and the length of it that is. */
  readonly chosen?: Preview;
  readonly minutes?: number;
  /** The start that is picked in it. */
  readonly startsAt?: Date;
  /** Whether it may be asked for in the name of somebody else. */
  readonly isForOthers?: boolean;
  /** What stands in the reason from the start. */
  readonly reason?: string;
  readonly now: Date;
}

/** The form to ask with. Its blocks are called as its inputs, so that a mistake is shown where it was made. */
export const requestModal = (form: RequestForm): ModalView => {
  const { requestable, chosen } = form;
  const choices = choicesOf(requestable);
  const isSearched = choices.length > LIMITS.options;
  return {
    type: 'modal',
    callback_id: CALLBACK.ask,
    title: plain('Ask for access', 24),
    submit: plain('Ask', 24),
    close: plain('Back', 24),
    blocks: [
      {
        type: 'input',
        block_id: FIELD.access,
        // What follows from the choice is drawn as soon as it is made.
        dispatch_action: true,
        label: plain('Role or bundle', 50),
        element: isSearched ? searchSelect(chosen) : staticSelect(requestable, chosen),
        ...(isSearched ? { hint: plain(`${choices.length} to choose from: type to search.`, 150) } : {}),
      },
      ...(chosen === undefined ? [] : whatFollows(chosen, form)),
      {
        type: 'input',
        block_id: FIELD.duration,
        optional: true,
        label: plain(chosen === undefined ? 'How long' : 'Or another length', 50),
        hint: plain(
          `Such as 90m, 1h30m or until 17:00.${chosen === undefined ? ' Empty: as long as is usual for it.' : ''}`,
          150,
        ),
        element: {
          type: 'plain_text_input',
          action_id: FIELD.duration,
          placeholder: plain('1h', 150),
          max_length: 60,
        },
      },
      {
        type: 'input',
        block_id: FIELD.start,
        optional: true,
        // The end that is shown follows from it, where one is shown.
        dispatch_action: chosen !== undefined,
        label: plain('Start', 50),
        hint: plain('Empty: as soon as it is approved.', 150),
        element: { type: 'datetimepicker', action_id: FIELD.start },
      },
      ...(form.isForOthers === true ? [holderInput] : []),
      reasonInput(form),
    ],
  };
};

const whatFollows = (chosen: Preview, { minutes, startsAt, now }: RequestForm): readonly MessageBlock[] => {
  const length = chosen.lengths.find((one) => one === minutes) ?? chosen.durationMinutes.default;
  return [
    section(previewText(chosen, { minutes: length, startsAt, now })),
    {
      type: 'input',
      // Named after what is chosen: a length picked for something else must not stay.
      block_id: `${FIELD.length}-${chosen.name}`,
      dispatch_action: true,
      label: plain('How long', 50),
      element: {
        type: 'static_select',
        action_id: FIELD.length,
        options: chosen.lengths.map(lengthOption),
        initial_option: lengthOption(length),
      },
    },
  ];
};

const lengthOption = (minutes: number): types.PlainTextOption => ({
  text: plain(formatDuration(minutes), LIMITS.optionText),
  value: String(minutes),
});

const reasonInput = ({ requestable, chosen, reason }: RequestForm): MessageBlock => {
  const rules = requestable.accounts.flatMap(({ roles }) => roles);
  const isAnyOptional = rules.some((rule) => rule.reason === 'optional' && rule.ticket === undefined);
  const written = reason === undefined ? '' : clip(legible(reason), MAX_TYPED);
  return {
    type: 'input',
    block_id: FIELD.reason,
    optional: chosen === undefined ? isAnyOptional : chosen.reason === 'optional',
    label: plain('Reason', 50),
    hint: plain(`Approvers see it as you write it. ${ticketHint(chosen)}`, 1000),
    element: {
      type: 'plain_text_input',
      action_id: FIELD.reason,
      multiline: true,
      max_length: MAX_TYPED,
      ...(written === '' ? {} : { initial_value: written }),
    },
  };
};

const ticketHint = (chosen: Preview | undefined): string =>
  chosen === undefined || chosen.tickets.length === 0
    ? 'Name the ticket if there is one.'
    : `It has to name a ticket: ${chosen.tickets.join(' and ')}`;

const holderInput: MessageBlock = {
  type: 'input',
  block_id: FIELD.holder,
  optional: true,
  label: plain('In the name of', 50),
  hint: plain('Whoever is chosen would hold it, is told and may end it. Empty: yourself.', 150),
  element: { type: 'users_select', action_id: FIELD.holder, placeholder: plain('Yourself', 150) },
};

const PLACEHOLDER = 'Choose what you need';

const staticSelect = (requestable: Requestable, chosen: Preview | undefined): types.StaticSelect => {
  const groups = optionGroups(choicesOf(requestable));
  const initial = groups.flatMap(({ options }) => options).find(({ value }) => value === chosen?.name);
  return {
    type: 'static_select',
    action_id: FIELD.access,
    placeholder: plain(PLACEHOLDER, 150),
    option_groups: groups,
    ...(initial === undefined ? {} : { initial_option: initial }),
  };
};

/** Past what a list of Slack holds, choices are searched for. */
const searchSelect = (chosen: Preview | undefined): types.ExternalSelect => ({
  type: 'external_select',
  action_id: FIELD.access,
  placeholder: plain(PLACEHOLDER, 150),
  min_query_length: 0,
  ...(chosen === undefined
    ? {}
    : { initial_option: { text: plain(chosen.name, LIMITS.optionText), value: chosen.name } }),
});
