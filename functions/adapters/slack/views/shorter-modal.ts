import { stepsUpTo } from '../../../core/request/preview.ts';
import type { MessageRef, Request } from '../../../core/request/request.ts';
import { requestedMinutes } from '../../../core/request/review.ts';
import { BUTTON, lessHint, lessLabel, NOTHING_SHORTER, TITLE } from '../../../core/text/forms.ts';
import type { DrawContext } from '../../../usecases/ports.ts';
import { type ModalView, plainSection } from '../blocks.ts';
import { durationSelect, form, input } from '../inputs.ts';
import { CALLBACK, FIELD } from '../surface.ts';
import { encodeRequest } from '../values.ts';
import { infoModal } from './info-modal.ts';

/** The shorter durations that an approver can choose, in minutes. There are none for an extension. */
export const shorterLengths = (
  { requested }: Pick<Request, 'requested'>,
  { catalog, now }: DrawContext,
): readonly number[] => {
  const most = requestedMinutes(requested, now);
  return requested.extends === undefined
    ? stepsUpTo(most, catalog.settings.minimumMinutes).filter((minutes) => minutes < most)
    : [];
};

/** The duration to approve. It is checked when it is submitted. */
export const shorterModal = (request: Request, drawn: DrawContext, card?: MessageRef): ModalView => {
  const lengths = shorterLengths(request, drawn);
  if (lengths.length === 0) return infoModal(TITLE.approveForLess, plainSection(NOTHING_SHORTER));
  const { requested, id } = request;
  return form({
    callbackId: CALLBACK.shorter,
    metadata: encodeRequest({ id, card }),
    title: TITLE.approveForLess,
    submit: BUTTON.approve,
    blocks: [
      input({
        field: FIELD.length,
        label: lessLabel(requested.target),
        hint: lessHint(requestedMinutes(requested, drawn.now)),
        element: durationSelect(FIELD.length, lengths),
      }),
    ],
  });
};
