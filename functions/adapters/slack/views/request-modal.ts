import type { types } from '@slack/bolt';
import type { Requestable } from '../../../core/authority/requestable.ts';
import type { Draft } from '../../../core/command/draft.ts';
import { defined } from '../../../core/defined.ts';
import type { SlackUserId } from '../../../core/names.ts';
import type { Preview } from '../../../core/request/preview.ts';
import { CHECK_FORM, durationHint, REQUEST_FORM, reasonHint, searchHint, TITLE } from '../../../core/text/forms.ts';
import { previewText } from '../../../core/text/preview.ts';
import { join, words } from '../../../core/text/text.ts';
import { context, LIMITS, type MessageBlock, type ModalView, plain, plainSection, section } from '../blocks.ts';
import { durationSelect, form, input, linesInput, textInput } from '../inputs.ts';
import { CALLBACK, FIELD } from '../surface.ts';
import { encodeFormState } from '../values.ts';
import { choicesOf, type OptionGroup, optionGroups } from './access-options.ts';

export interface RequestForm {
  readonly requestable: Requestable;
  /** The selected role or bundle, its selected duration, and the selected start. */
  readonly chosen?: Preview;
  readonly minutes?: number;
  readonly startsAt?: Date;
  /** Whether the user can request it on behalf of another user. */
  readonly isForOthers?: boolean;
  /** Whether another user must be selected. */
  readonly isHolderRequired?: boolean;
  /** Whether the user can declare an emergency for it. */
  readonly isForEmergencies?: boolean;
  /** What the fields are filled with. */
  readonly draft?: Draft;
  /** Why a command opened the form. */
  readonly problem?: string;
  readonly now: Date;
}

export const requestModal = (data: RequestForm): ModalView => {
  const { requestable, chosen, draft = {}, problem, isHolderRequired = false } = data;
  const choices = choicesOf(requestable);
  const isSearched = choices.length > LIMITS.options;
  return form({
    callbackId: CALLBACK.ask,
    metadata: encodeFormState(isHolderRequired, draft.anyway === true),
    title: TITLE.request,
    blocks: [
      ...(problem === undefined ? [] : [...plainSection(problem), context(words(CHECK_FORM))]),
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
        initial: draft.when,
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
      ...(data.isForOthers === true || isHolderRequired ? [holderInput(isHolderRequired, draft.onBehalfOf)] : []),
      linesInput({
        field: FIELD.reason,
        label: REQUEST_FORM.reason,
        hint: reasonHint(chosen),
        isOptional: isReasonOptional(data),
        initial: draft.reason,
      }),
      ...(data.isForEmergencies === true || draft.emergency === true ? [emergencyInput(draft.emergency)] : []),
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

/** Required if the command was for another user: an empty field would request it for the user who typed it. */
const holderInput = (isRequired: boolean, holder: SlackUserId | undefined): MessageBlock =>
  input({
    field: FIELD.holder,
    label: REQUEST_FORM.holder,
    hint: isRequired ? REQUEST_FORM.holderRequiredHint : REQUEST_FORM.holderHint,
    isOptional: !isRequired,
    element: {
      type: 'users_select',
      action_id: FIELD.holder,
      placeholder: plain(isRequired ? REQUEST_FORM.holderMissing : REQUEST_FORM.holderPlaceholder, 150),
      ...defined({ initial_user: holder }),
    },
  });

const emergencyInput = (isSelected = false): MessageBlock => {
  const option = { text: plain(REQUEST_FORM.emergencyOption, LIMITS.optionText), value: FIELD.emergency };
  return input({
    field: FIELD.emergency,
    label: REQUEST_FORM.emergency,
    hint: REQUEST_FORM.emergencyHint,
    isOptional: true,
    element: {
      type: 'checkboxes',
      action_id: FIELD.emergency,
      options: [option],
      ...defined({ initial_options: isSelected ? [option] : undefined }),
    },
  });
};

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
