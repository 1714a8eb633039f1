import type { Catalog } from '../../../core/catalog/catalog.ts';
import { extensionOf } from '../../../core/request/extend.ts';
import type { RequestId } from '../../../core/request/ids.ts';
import { stepsUpTo } from '../../../core/request/preview.ts';
import type { MessageRef, Request } from '../../../core/request/request.ts';
import { requestedMinutes } from '../../../core/request/review.ts';
import {
  BUTTON,
  DENY_FORM,
  EXTEND_FORM,
  extensionHint,
  extensionLabel,
  lessHint,
  lessLabel,
  NOTHING_SHORTER,
  REVIEW_FORM,
  TITLE,
} from '../../../core/text/forms.ts';
import type { DrawContext } from '../../../usecases/ports.ts';
import { type ModalView, plainSection } from '../blocks.ts';
import { durationSelect, form, infoModal, input, linesInput, textInput } from '../inputs.ts';
import { CALLBACK, FIELD } from '../surface.ts';
import { encodeRequest, type RequestTarget } from '../values.ts';

// Every user can open these forms. Authority and rules are checked when they are submitted.

export const denyModal = (target: RequestTarget): ModalView =>
  form({
    callbackId: CALLBACK.deny,
    metadata: encodeRequest(target),
    title: TITLE.deny,
    submit: BUTTON.deny,
    blocks: [linesInput({ field: FIELD.reason, ...DENY_FORM, isOptional: true })],
  });

export const emergencyReviewModal = (id: RequestId, wasRight: boolean): ModalView =>
  form({
    callbackId: wasRight ? CALLBACK.reviewRight : CALLBACK.reviewWrong,
    metadata: encodeRequest({ id }),
    title: wasRight ? TITLE.reviewJustified : TITLE.reviewNotJustified,
    blocks: [linesInput({ field: FIELD.reason, ...REVIEW_FORM, isOptional: true })],
  });

export const extendModal = (request: Request, catalog: Catalog): ModalView => {
  const { target, reason } = request.requested;
  const hint = extensionHint(extensionOf(request, catalog)?.byMinutes);
  return form({
    callbackId: CALLBACK.extend,
    metadata: encodeRequest(request),
    title: TITLE.extend,
    blocks: [
      textInput({ field: FIELD.duration, label: extensionLabel(target), hint }),
      linesInput({ field: FIELD.reason, ...EXTEND_FORM, isOptional: true, initial: reason }),
    ],
  });
};

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
