import { BUTTON, DENY_FORM, TITLE } from '../../../core/text/forms.ts';
import type { ModalView } from '../blocks.ts';
import { form, linesInput } from '../inputs.ts';
import { CALLBACK, FIELD } from '../surface.ts';
import { encodeRequest, type RequestTarget } from '../values.ts';

/** The reason of a denial. Every user can open the form: authority is checked when it is submitted. */
export const denyModal = (target: RequestTarget): ModalView =>
  form({
    callbackId: CALLBACK.deny,
    metadata: encodeRequest(target),
    title: TITLE.deny,
    submit: BUTTON.deny,
    blocks: [linesInput({ field: FIELD.reason, label: DENY_FORM.reason, hint: DENY_FORM.hint, isOptional: true })],
  });
