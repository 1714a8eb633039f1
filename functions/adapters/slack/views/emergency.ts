import type { RequestId } from '../../../core/request/ids.ts';
import type { Request } from '../../../core/request/request.ts';
import { emergencyStatus } from '../../../core/text/emergency.ts';
import { BUTTON, REVIEW_FORM, TITLE } from '../../../core/text/forms.ts';
import type { DrawContext } from '../../../usecases/ports.ts';
import { actions, context, type MessageBlock, type ModalView, plainSection } from '../blocks.ts';
import { form, linesInput } from '../inputs.ts';
import { ACTION, CALLBACK, FIELD } from '../surface.ts';
import { encodeRequest } from '../values.ts';
import { requestButton } from './buttons.ts';

/** The part of a card about the review of an emergency: its result, or the buttons to review it. */
export const emergencyBlocks = (request: Request, { catalog }: DrawContext): readonly MessageBlock[] => {
  const status = emergencyStatus(request, catalog);
  return status === undefined ? [] : [context(status.text), ...plainSection(status.words), ...reviewButtons(request)];
};

export const reviewButtons = (request: Request): readonly MessageBlock[] =>
  request.reviewOwed === undefined
    ? []
    : actions([
        requestButton(request, { actionId: ACTION.reviewRight, text: BUTTON.reviewJustified, style: 'primary' }),
        requestButton(request, { actionId: ACTION.reviewWrong, text: BUTTON.reviewNotJustified, style: 'danger' }),
      ]);

/** The note of a review. Authority is checked when it is submitted. */
export const emergencyReviewModal = (id: RequestId, wasRight: boolean): ModalView =>
  form({
    callbackId: wasRight ? CALLBACK.reviewRight : CALLBACK.reviewWrong,
    metadata: encodeRequest({ id }),
    title: wasRight ? TITLE.reviewJustified : TITLE.reviewNotJustified,
    blocks: [linesInput({ field: FIELD.reason, label: REVIEW_FORM.note, hint: REVIEW_FORM.hint, isOptional: true })],
  });
