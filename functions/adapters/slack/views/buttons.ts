import type { Catalog } from '../../../core/catalog/catalog.ts';
import { defined } from '../../../core/defined.ts';
import type { AccessName } from '../../../core/names.ts';
import { extensionOf } from '../../../core/request/extend.ts';
import { isHeld, type Request } from '../../../core/request/request.ts';
import { type Button, button } from '../blocks.ts';
import { ACTION, type ButtonId } from '../surface.ts';
import { encodeRequest, encodeSelection } from '../values.ts';

type Target = Pick<Request, 'id' | 'requested'>;

/** A button about a request. `of` is read to users of screen readers: its role or bundle if not given. */
export const requestButton = (
  { id, requested }: Target,
  fields: Omit<Parameters<typeof button>[0], 'value'> & { readonly actionId: ButtonId },
): Button => button({ of: requested.target, ...fields, value: encodeRequest({ id }) });

/** The button by which a request is taken back while it waits. */
export const cancelButton = (request: Target): Button =>
  requestButton(request, { actionId: ACTION.cancel, text: 'Cancel' });

/** The button that ends what is held. */
export const endNowButton = (request: Target): Button =>
  requestButton(request, { actionId: ACTION.end, text: 'End now', style: 'danger' });

/** The one button of a line in a list: takes back what waits, and ends what is held. */
export const endButton = (request: Request): Button =>
  request.status.kind === 'pending' ? cancelButton(request) : endNowButton(request);

/** What a holder can do: extend where that is possible still, and end. */
export const holdingButtons = (request: Request, catalog: Catalog): readonly Button[] => {
  if (!isHeld(request.status)) return [];
  const extend = requestButton(request, { actionId: ACTION.extend, text: 'Extend…' });
  return [...(extensionOf(request, catalog) === undefined ? [] : [extend]), endNowButton(request)];
};

/** Opens the request form, with a role or bundle selected in it if one is named. */
export const requestAccessButton = (text: string, name?: AccessName): Button =>
  button({ actionId: ACTION.ask, text, value: encodeSelection(name), ...defined({ of: name }) });
