import type { RequestId } from '../../../core/ids.ts';
import { parseSlackChannelId } from '../../../core/names.ts';
import type { MessageRef } from '../../../core/request/request.ts';
import { type ModalView, plain } from '../blocks.ts';
import { ACTION, CALLBACK, MAX_TYPED } from '../surface.ts';

/** Asks why a request is denied. Opening it takes no right: who may deny is decided when it is sent. */
export const denyModal = (id: RequestId, at?: MessageRef): ModalView => ({
  type: 'modal',
  callback_id: CALLBACK.deny,
  private_metadata: forWhat(id, at),
  title: plain('Deny', 24),
  submit: plain('Deny', 24),
  close: plain('Back', 24),
  blocks: [
    {
      type: 'input',
      block_id: ACTION.reason,
      optional: true,
      label: plain('Why?', 50),
      hint: plain('The requester is told, and the card shows it.', 150),
      element: { type: 'plain_text_input', action_id: ACTION.reason, multiline: true, max_length: MAX_TYPED },
    },
  ],
});

/** Which request a form is about, and the card it was opened from. */
export const forWhat = (id: RequestId, at: MessageRef | undefined): string =>
  [id, ...(at === undefined ? [] : [at.channel, at.ts])].join(' ');

/** What the form was opened for: the text of an id, and the card if it was opened from one. */
export const denialOf = (privateMetadata: string): { readonly id: string; readonly at?: MessageRef } => {
  const [id = '', channel, ts] = privateMetadata.split(' ');
  return channel === undefined || ts === undefined ? { id } : { id, at: { channel: parseSlackChannelId(channel), ts } };
};
