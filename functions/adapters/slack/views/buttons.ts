import type { Catalog } from '../../../core/catalog/catalog.ts';
import { extensionOf } from '../../../core/request/extend.ts';
import { isHeld, type Request } from '../../../core/request/request.ts';
import { type Button, button } from '../blocks.ts';
import { ACTION } from '../surface.ts';

type Target = Pick<Request, 'id' | 'asked'>;

/** The button by which a request is taken back while it waits. */
export const cancelButton = ({ id, asked }: Target): Button =>
  button({ actionId: ACTION.cancel, text: 'Cancel', value: id, of: asked.target });

/** The button that ends what is held. */
export const endNowButton = ({ id, asked }: Target): Button =>
  button({ actionId: ACTION.end, text: 'End now', value: id, style: 'danger', of: asked.target });

/** The one button of a line in a list: takes back what waits, and ends what is held. */
export const endButton = (request: Request): Button =>
  request.status.kind === 'pending' ? cancelButton(request) : endNowButton(request);

/** What a holder can do: extend where that is possible still, and end. */
export const holdingButtons = (request: Request, catalog: Catalog): readonly Button[] => {
  if (!isHeld(request.status)) return [];
  const { id, asked } = request;
  const extend = button({ actionId: ACTION.extend, text: 'Extend…', value: id, of: asked.target });
  return [...(extensionOf(request, catalog) === undefined ? [] : [extend]), endNowButton(request)];
};

/** Opens the form with a name chosen in it. */
export const askButton = (text: string, name: string): Button =>
  button({ actionId: ACTION.ask, text, value: name, of: name });
