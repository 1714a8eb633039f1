import type { Catalog } from '../../../core/catalog/catalog.ts';
import { extensionOf } from '../../../core/request/extend.ts';
import type { Request } from '../../../core/request/request.ts';
import { formatDuration } from '../../../core/schedule/duration.ts';
import { type ModalView, plain } from '../blocks.ts';
import { clip } from '../clip.ts';
import { CALLBACK, FIELD, MAX_TYPED } from '../surface.ts';
import { encodeRequest } from '../values.ts';

/** Asks how much longer, and why if that has changed. Whether it may be is decided when it is sent. */
export const extendModal = (request: Request, catalog: Catalog): ModalView => {
  const extension = extensionOf(request, catalog);
  const most = extension === undefined ? 'as long as the rule allows' : formatDuration(extension.byMinutes);
  const { reason } = request.requested;
  return {
    type: 'modal',
    callback_id: CALLBACK.extend,
    private_metadata: encodeRequest(request),
    title: plain('Extend', 24),
    submit: plain('Extend', 24),
    close: plain('Back', 24),
    blocks: [
      {
        type: 'input',
        block_id: FIELD.duration,
        optional: true,
        label: plain(clip(`How much longer for ${request.requested.target}?`, 150), 150),
        hint: plain(`Such as 30m or 1h. Empty: ${most}.`, 150),
        element: { type: 'plain_text_input', action_id: FIELD.duration, max_length: 60 },
      },
      {
        type: 'input',
        block_id: FIELD.reason,
        optional: true,
        label: plain('Reason', 50),
        hint: plain('Approvers see it. Empty: the reason of before.', 150),
        element: {
          type: 'plain_text_input',
          action_id: FIELD.reason,
          multiline: true,
          max_length: MAX_TYPED,
          ...(reason === '' ? {} : { initial_value: [...reason].slice(0, MAX_TYPED).join('') }),
        },
      },
    ],
  };
};
