import type { types } from '@slack/bolt';
import { defined } from '../../core/defined.ts';
import { formatDuration } from '../../core/schedule/duration.ts';
import { clip } from '../../core/text/clip.ts';
import { BUTTON } from '../../core/text/forms.ts';
import { LIMITS, type MessageBlock, type ModalView, plain } from './blocks.ts';
import { legible } from './mrkdwn.ts';
import { type CallbackId, MAX_TYPED } from './surface.ts';

/** A form with a button that sends it. */
export const form = (fields: {
  readonly callbackId: CallbackId;
  readonly metadata?: string;
  readonly title: string;
  readonly submit?: string;
  readonly blocks: MessageBlock[];
}): ModalView => ({
  type: 'modal',
  callback_id: fields.callbackId,
  ...defined({ private_metadata: fields.metadata }),
  title: plain(fields.title, 24),
  submit: plain(fields.submit ?? BUTTON.submit, 24),
  close: plain(BUTTON.back, 24),
  blocks: fields.blocks,
});

/** A modal without inputs. */
export const infoModal = (title: string, blocks: readonly MessageBlock[]): ModalView => ({
  type: 'modal',
  title: plain(title, 24),
  close: plain(BUTTON.close, 24),
  blocks: [...blocks],
});

interface Input<Element> {
  readonly field: string;
  readonly label: string;
  readonly element: Element;
  readonly hint?: string | undefined;
  readonly isOptional?: boolean;
  /** Sent as soon as it changes. */
  readonly isLive?: boolean;
}

/** A field of a form. Its block is named like its input, so that a mistake is shown beside it. */
export const input = ({
  field,
  label,
  hint,
  element,
  isOptional = false,
  isLive = false,
}: Input<types.InputBlock['element']>): MessageBlock => ({
  type: 'input',
  block_id: field,
  optional: isOptional,
  dispatch_action: isLive,
  label: plain(label, 150),
  ...defined({ hint: hint === undefined ? undefined : plain(hint, 1000) }),
  element,
});

const MAX_LINE = 60;

export const textInput = ({
  placeholder,
  initial = '',
  ...fields
}: Omit<Input<never>, 'element'> & {
  readonly placeholder?: string;
  readonly initial?: string | undefined;
}): MessageBlock =>
  input({
    ...fields,
    isOptional: true,
    element: {
      type: 'plain_text_input',
      action_id: fields.field,
      max_length: MAX_LINE,
      ...defined({ initial_value: clip(legible(initial), MAX_LINE) || undefined }),
      ...defined({ placeholder: placeholder === undefined ? undefined : plain(placeholder, 150) }),
    },
  });

/** Several lines, such as a reason. */
export const linesInput = ({
  initial = '',
  ...fields
}: Omit<Input<never>, 'element'> & { readonly initial?: string | undefined }): MessageBlock =>
  input({
    ...fields,
    element: {
      type: 'plain_text_input',
      action_id: fields.field,
      multiline: true,
      max_length: MAX_TYPED,
      ...defined({ initial_value: clip(legible(initial), MAX_TYPED) || undefined }),
    },
  });

export const durationSelect = (
  actionId: string,
  minutes: readonly number[],
  selected?: number,
): types.StaticSelect => ({
  type: 'static_select',
  action_id: actionId,
  options: minutes.map(durationOption),
  ...defined({ initial_option: selected === undefined ? undefined : durationOption(selected) }),
});

const durationOption = (minutes: number): types.PlainTextOption => ({
  text: plain(formatDuration(minutes), LIMITS.optionText),
  value: String(minutes),
});
