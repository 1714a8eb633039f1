import type { Catalog } from '../../../core/catalog/catalog.ts';
import { extensionOf } from '../../../core/request/extend.ts';
import type { Request } from '../../../core/request/request.ts';
import { EXTEND_FORM, extensionHint, extensionLabel, TITLE } from '../../../core/text/forms.ts';
import type { ModalView } from '../blocks.ts';
import { form, linesInput, textInput } from '../inputs.ts';
import { CALLBACK, FIELD } from '../surface.ts';
import { encodeRequest } from '../values.ts';

/** The duration and the reason of an extension. The rule is checked when it is submitted. */
export const extendModal = (request: Request, catalog: Catalog): ModalView => {
  const { target, reason } = request.requested;
  return form({
    callbackId: CALLBACK.extend,
    metadata: encodeRequest(request),
    title: TITLE.extend,
    blocks: [
      textInput({
        field: FIELD.duration,
        label: extensionLabel(target),
        hint: extensionHint(extensionOf(request, catalog)?.byMinutes),
      }),
      linesInput({
        field: FIELD.reason,
        label: EXTEND_FORM.reason,
        hint: EXTEND_FORM.hint,
        isOptional: true,
        initial: reason,
      }),
    ],
  });
};
