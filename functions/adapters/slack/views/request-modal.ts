import type { types } from '@slack/bolt';
import type { Requestable } from '../../../core/authority/requestable.ts';
import { defined } from '../../../core/defined.ts';
import type { Preview } from '../../../core/request/preview.ts';
import { durationHint, REQUEST_FORM, reasonHint, searchHint, TITLE } from '../../../core/text/forms.ts';
import { previewText } from '../../../core/text/preview.ts';
import { join } from '../../../core/text/text.ts';
import { LIMITS, type MessageBlock, type ModalView, plain, section } from '../blocks.ts';
import { durationSelect, form, input, linesInput, textInput } from '../inputs.ts';
import { CALLBACK, FIELD } from '../surface.ts';
import { choicesOf, type OptionGroup, optionGroups } from './access-options.ts';

export interface RequestForm {
  readonly requestable: Requestable;
  /** The selected role or bundle, its selected duration, and the selected start. */
  readonly chosen?: Preview;
  readonly minutes?: number;
  readonly startsAt?: Date;
  /** Whether the user can request it on behalf of another user. */
  readonly isForOthers?: boolean;
  readonly reason?: string;
  readonly now: Date;
}

export const requestModal = (data: RequestForm): ModalView => {
  const { requestable, chosen } = data;
  const choices = choicesOf(requestable);
  const isSearched = choices.length > LIMITS.options;
  return form({
    callbackId: CALLBACK.ask,
    title: TITLE.request,
    blocks: [
      input({
        field: FIELD.access,
        label: REQUEST_FORM.access,
        // The form shows what follows from the selection.
        isLive: true,
        element: isSearched ? searchSelect(chosen) : staticSelect(optionGroups(choices), chosen),
        hint: isSearched ? searchHint(choices.length) : undefined,
      }),
      ...(chosen === undefined ? [] : previewBlocks(chosen, data)),
      textInput({
        field: FIELD.duration,
        label: chosen === undefined ? REQUEST_FORM.duration : REQUEST_FORM.otherDuration,
        hint: durationHint(chosen !== undefined),
        placeholder: REQUEST_FORM.durationPlaceholder,
      }),
      input({
        field: FIELD.start,
        label: REQUEST_FORM.start,
        hint: REQUEST_FORM.startHint,
        isOptional: true,
        // The preview shows the end that follows from the start.
        isLive: chosen !== undefined,
        element: { type: 'datetimepicker', action_id: FIELD.start },
      }),
      ...(data.isForOthers === true ? [holderInput()] : []),
      linesInput({
        field: FIELD.reason,
        label: REQUEST_FORM.reason,
        hint: reasonHint(chosen),
        isOptional: isReasonOptional(data),
        initial: data.reason,
      }),
    ],
  });
};

const previewBlocks = (chosen: Preview, { minutes, startsAt, now }: RequestForm): readonly MessageBlock[] => {
  const selected = chosen.lengths.find((one) => one === minutes) ?? chosen.durationMinutes.default;
  return [
    section(join(previewText(chosen, { minutes: selected, startsAt, now }), '\n')),
    input({
      // Named after the selection: a duration that was selected for another role must not remain.
      field: `${FIELD.length}-${chosen.name}`,
      label: REQUEST_FORM.duration,
      isLive: true,
      element: durationSelect(FIELD.length, chosen.lengths, selected),
    }),
  ];
};

const isReasonOptional = ({ requestable, chosen }: RequestForm): boolean =>
  chosen === undefined
    ? requestable.accounts.some(({ roles }) =>
        roles.some((rule) => rule.reason === 'optional' && rule.ticket === undefined),
      )
    : chosen.reason === 'optional';

const holderInput = (): MessageBlock =>
  input({
    field: FIELD.holder,
    label: REQUEST_FORM.holder,
    hint: REQUEST_FORM.holderHint,
    isOptional: true,
    element: {
      type: 'users_select',
      action_id: FIELD.holder,
      placeholder: plain(REQUEST_FORM.holderPlaceholder, 150),
    },
  });

const select = { action_id: FIELD.access, placeholder: plain(REQUEST_FORM.accessPlaceholder, 150) } as const;

const staticSelect = (groups: OptionGroup[], chosen: Preview | undefined): types.StaticSelect => ({
  ...select,
  type: 'static_select',
  option_groups: groups,
  ...defined({
    initial_option: groups.flatMap(({ options }) => options).find(({ value }) => value === chosen?.name),
  }),
});

/** For more choices than a menu of Slack can have. */
const searchSelect = (chosen: Preview | undefined): types.ExternalSelect => ({
  ...select,
  type: 'external_select',
  min_query_length: 0,
  ...defined({ initial_option: chosen && { text: plain(chosen.name, LIMITS.optionText), value: chosen.name } }),
});
