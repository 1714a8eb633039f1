import type { types } from '@slack/bolt';
import type { Askable } from '../../../core/catalog/lookup.ts';
import type { ModalView } from '../blocks.ts';
import { LIMITS, plain } from '../blocks.ts';
import { ACTION, CALLBACK, MAX_TYPED } from '../surface.ts';
import { choicesOf, optionGroups } from './access-options.ts';

/** The form to ask with. Its blocks are called as its inputs, so that a mistake is shown where it was made. */
export const askModal = (askable: Askable): ModalView => {
  const choices = choicesOf(askable);
  const rules = askable.accounts.flatMap(({ roles }) => roles);
  const isReasonOptional = rules.some(({ reason, ticket }) => reason === 'optional' && ticket === undefined);
  return {
    type: 'modal',
    callback_id: CALLBACK.ask,
    title: plain('Ask for access', 24),
    submit: plain('Ask', 24),
    close: plain('Cancel', 24),
    blocks: [
      {
        type: 'input',
        block_id: ACTION.access,
        label: plain('Role or bundle', 50),
        element: choices.length > LIMITS.options ? searchSelect() : staticSelect(askable),
        ...(choices.length > LIMITS.options
          ? { hint: plain(`${choices.length} to choose from: type to search.`, 150) }
          : {}),
      },
      {
        type: 'input',
        block_id: ACTION.duration,
        optional: true,
        label: plain('How long', 50),
        hint: plain('Such as 90m, 1h30m, until 17:00, or from 14:00 to 15:00. Empty: as long as is usual for it.', 150),
        element: {
          type: 'plain_text_input',
          action_id: ACTION.duration,
          placeholder: plain('1h', 150),
          max_length: 60,
        },
      },
      {
        type: 'input',
        block_id: ACTION.reason,
        optional: isReasonOptional,
        label: plain('Reason', 50),
        hint: plain('Approvers see it as you write it. Name the ticket if there is one.', 150),
        element: { type: 'plain_text_input', action_id: ACTION.reason, multiline: true, max_length: MAX_TYPED },
      },
    ],
  };
};

const PLACEHOLDER = 'Choose what you need';

const staticSelect = (askable: Askable): types.StaticSelect => ({
  type: 'static_select',
  action_id: ACTION.access,
  placeholder: plain(PLACEHOLDER, 150),
  option_groups: optionGroups(choicesOf(askable)),
});

/** Past what a list of Slack holds, choices are searched for. */
const searchSelect = (): types.ExternalSelect => ({
  type: 'external_select',
  action_id: ACTION.access,
  placeholder: plain(PLACEHOLDER, 150),
  min_query_length: 0,
});
