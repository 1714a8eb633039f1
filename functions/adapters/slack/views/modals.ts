import type { Catalog } from '../../../core/catalog/catalog.ts';
import { extensionOf } from '../../../core/request/extend.ts';
import { stepsUpTo } from '../../../core/request/preview.ts';
import type { MessageRef, Request } from '../../../core/request/request.ts';
import { requestedMinutes } from '../../../core/request/review.ts';
import { requestInView } from '../../../core/text/decisions.ts';
import {
  APPROVAL_FORM,
  BUTTON,
  DENY_FORM,
  EXTEND_FORM,
  extensionHint,
  extensionLabel,
  lessHint,
  REVIEW_FORM,
  TITLE,
} from '../../../core/text/forms.ts';
import { reasonOf } from '../../../core/text/phrases.ts';
import type { DrawContext } from '../../../usecases/ports.ts';
import { type MessageBlock, type ModalView, plainSection, section } from '../blocks.ts';
import { durationSelect, form, input, linesInput, textInput } from '../inputs.ts';
import { CALLBACK, FIELD } from '../surface.ts';
import { encodeRequest } from '../values.ts';

// Every user can open these forms. Authority and rules are checked when they are submitted.

/** What is decided on: whose request, for what and how long, and why. */
const inView = (request: Request): readonly MessageBlock[] => [
  section(requestInView(request)),
  ...plainSection(reasonOf(request.requested.reason)),
];

export const denyModal = (request: Request, card?: MessageRef): ModalView =>
  form({
    callbackId: CALLBACK.deny,
    metadata: encodeRequest({ id: request.id, card }),
    title: TITLE.deny,
    submit: BUTTON.deny,
    blocks: [...inView(request), linesInput({ field: FIELD.reason, ...DENY_FORM, isOptional: true })],
  });

export const emergencyReviewModal = (request: Request, wasRight: boolean): ModalView =>
  form({
    callbackId: wasRight ? CALLBACK.reviewRight : CALLBACK.reviewWrong,
    metadata: encodeRequest({ id: request.id }),
    title: wasRight ? TITLE.reviewJustified : TITLE.reviewNotJustified,
    blocks: [...inView(request), linesInput({ field: FIELD.reason, ...REVIEW_FORM, isOptional: true })],
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

/** An approval with a comment, and for less time where that is possible. */
export const approvalModal = (request: Request, drawn: DrawContext, card?: MessageRef): ModalView => {
  const lengths = shorterLengths(request, drawn);
  const length = input({
    field: FIELD.length,
    label: APPROVAL_FORM.length,
    hint: lessHint(requestedMinutes(request.requested, drawn.now)),
    isOptional: true,
    element: durationSelect(FIELD.length, lengths),
  });
  return form({
    callbackId: CALLBACK.shorter,
    metadata: encodeRequest({ id: request.id, card }),
    title: TITLE.approval,
    submit: BUTTON.approve,
    blocks: [
      ...inView(request),
      // Slack refuses a menu without options.
      ...(lengths.length === 0 ? [] : [length]),
      linesInput({ field: FIELD.reason, label: APPROVAL_FORM.note, hint: APPROVAL_FORM.noteHint, isOptional: true }),
    ],
  });
};
