import { stepsUpTo } from '../../../core/request/preview.ts';
import type { MessageRef, Request } from '../../../core/request/request.ts';
import { requestedMinutes } from '../../../core/request/review.ts';
import { formatDuration } from '../../../core/schedule/duration.ts';
import type { DrawContext } from '../../../usecases/ports.ts';
import { LIMITS, type ModalView, plain, plainSection } from '../blocks.ts';
import { clip } from '../clip.ts';
import { CALLBACK, FIELD } from '../surface.ts';
import { encodeRequest } from '../values.ts';
import { infoModal } from './info-modal.ts';

/** The lengths an approver can choose instead of the one asked for, in minutes; none for what is short already. */
export const shorterLengths = (
  { requested }: Pick<Request, 'requested'>,
  { catalog, now }: DrawContext,
): readonly number[] => {
  const most = requestedMinutes(requested, now);
  return requested.extends === undefined
    ? stepsUpTo(most, catalog.settings.minimumMinutes).filter((minutes) => minutes < most)
    : [];
};

/** Asks for how long instead. Whether it may be is decided when it is sent. */
export const shorterModal = (request: Request, drawn: DrawContext, card?: MessageRef): ModalView => {
  const lengths = shorterLengths(request, drawn);
  if (lengths.length === 0)
    return infoModal(
      'Approve shorter',
      plainSection('There is nothing shorter to choose. Approve it as it is, or deny it.'),
    );
  const { requested, id } = request;
  const requestedFor = formatDuration(requestedMinutes(requested, drawn.now));
  return {
    type: 'modal',
    callback_id: CALLBACK.shorter,
    private_metadata: encodeRequest({ id, card }),
    title: plain('Approve shorter', 24),
    submit: plain('Approve', 24),
    close: plain('Back', 24),
    blocks: [
      {
        type: 'input',
        block_id: FIELD.length,
        label: plain(clip(`How long for ${requested.target}?`, 150), 150),
        hint: plain(`Asked for: ${requestedFor}.`, 150),
        element: {
          type: 'static_select',
          action_id: FIELD.length,
          options: lengths.map((minutes) => ({
            text: plain(formatDuration(minutes), LIMITS.optionText),
            value: String(minutes),
          })),
        },
      },
    ],
  };
};
