import { type ModalView, plain } from '../blocks.ts';
import { CALLBACK, FIELD, MAX_TYPED } from '../surface.ts';
import { encodeRequest, type RequestTarget } from '../values.ts';

/** Asks why a request is denied. Opening it takes no right: who may deny is decided when it is sent. */
export const denyModal = (target: RequestTarget): ModalView => ({
  type: 'modal',
  callback_id: CALLBACK.deny,
  private_metadata: encodeRequest(target),
  title: plain('Deny', 24),
  submit: plain('Deny', 24),
  close: plain('Back', 24),
  blocks: [
    {
      type: 'input',
      block_id: FIELD.reason,
      optional: true,
      label: plain('Why?', 50),
      hint: plain('The requester is told, and the card shows it.', 150),
      element: { type: 'plain_text_input', action_id: FIELD.reason, multiline: true, max_length: MAX_TYPED },
    },
  ],
});
