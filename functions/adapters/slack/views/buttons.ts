import type { Catalog } from '../../../core/catalog/catalog.ts';
import { type Draft, draftOfRequested } from '../../../core/command/draft.ts';
import { defined } from '../../../core/defined.ts';
import type { AccessName } from '../../../core/names.ts';
import { extensionOf } from '../../../core/request/extend.ts';
import type { RequestId } from '../../../core/request/ids.ts';
import { isHeld, type Request } from '../../../core/request/request.ts';
import type { AccessRow } from '../../../core/request/rows.ts';
import { rulesInForce } from '../../../core/request/rules.ts';
import { formatDuration } from '../../../core/schedule/duration.ts';
import { BUTTON, endConfirmation } from '../../../core/text/forms.ts';
import type { DrawContext, WindowButton } from '../../../usecases/ports.ts';
import { actions, type Button, button, type MessageBlock } from '../blocks.ts';
import { ACTION, type ButtonId } from '../surface.ts';
import { encodeDraft, encodeRequest } from '../values.ts';

type Target = Pick<Request, 'id' | 'requested'>;

/** A button about a request. `of` is read to users of screen readers: its role or bundle if not given. */
export const requestButton = (
  { id, requested }: Target,
  fields: Omit<Parameters<typeof button>[0], 'value'> & { readonly actionId: ButtonId },
): Button => button({ of: requested.target, ...fields, value: encodeRequest({ id }) });

export const cancelButton = (request: Target): Button =>
  requestButton(request, { actionId: ACTION.cancel, text: BUTTON.cancel });

/** Ends the access, and the other requests for the same role or bundle. */
export const endNowButton = (request: Target, others: readonly RequestId[] = []): Button => ({
  ...requestButton(request, {
    actionId: ACTION.end,
    text: BUTTON.end,
    style: 'danger',
    confirm: endConfirmation(request.requested.target),
  }),
  value: encodeRequest({ id: request.id, others }),
});

/** The button of one request in a list: Cancel for a pending request, End now for active access. */
export const endButton = (request: Request): Button =>
  request.status.kind === 'pending' ? cancelButton(request) : endNowButton(request);

export const holdingButtons = (
  request: Request,
  catalog: Catalog,
  others: readonly RequestId[] = [],
): readonly Button[] => {
  if (!isHeld(request.status)) return [];
  const extend = requestButton(request, { actionId: ACTION.extend, text: BUTTON.extend });
  return [...(extensionOf(request, catalog) === undefined ? [] : [extend]), endNowButton(request, others)];
};

/** The buttons of a row: Cancel for a pending request, Extend and End now for access. */
export const rowButtons = ({ request, others }: AccessRow, catalog: Catalog): readonly Button[] =>
  request.status.kind === 'pending' ? [cancelButton(request)] : holdingButtons(request, catalog, others);

/** Buttons exist only while they work: neither after the request lapses nor after its rule is removed. */
export const decisionButtons = (request: Request, { catalog, now }: DrawContext): readonly Button[] => {
  const { status, requested } = request;
  if (status.kind !== 'pending' || status.lapsesAt <= now) return [];
  if (rulesInForce(request, catalog).kind !== 'rules') return [];
  const { target, duration } = requested;
  const of = `${target}${duration.kind === 'for' ? `, ${formatDuration(duration.minutes)}` : ''}`;
  return [
    requestButton(request, { actionId: ACTION.approve, text: BUTTON.approve, style: 'primary', of }),
    requestButton(request, { actionId: ACTION.shorter, text: BUTTON.approveWith, of }),
    requestButton(request, { actionId: ACTION.deny, text: BUTTON.deny, style: 'danger', of }),
  ];
};

export const reviewButtons = (request: Request): readonly MessageBlock[] =>
  request.reviewOwed === undefined
    ? []
    : actions([
        requestButton(request, { actionId: ACTION.reviewRight, text: BUTTON.reviewJustified, style: 'primary' }),
        requestButton(request, { actionId: ACTION.reviewWrong, text: BUTTON.reviewNotJustified, style: 'danger' }),
      ]);

/** Opens the request form, with a role or bundle selected in it if one is named. */
export const requestAccessButton = (text: string, name?: AccessName): Button =>
  button({ actionId: ACTION.ask, text, value: encodeDraft(defined({ name })), ...defined({ of: name }) });

/** Opens the request form with the same role or bundle, duration and reason. */
export const againButton = ({ requested }: Target): Button =>
  button({
    actionId: ACTION.ask,
    text: BUTTON.requestAgain,
    value: encodeDraft(draftOfRequested(requested)),
    of: requested.target,
  });

/** Opens the request form with everything that a user has typed. */
export const draftButton = (draft: Draft, text: string = BUTTON.openForm): Button =>
  button({ actionId: ACTION.ask, text, value: encodeDraft(draft) });

/** The buttons that open a window, and decide nothing by themselves. */
const WINDOW_BUTTONS: Readonly<Record<string, string>> = {
  [ACTION.ask]: BUTTON.openForm,
  [ACTION.deny]: BUTTON.deny,
  [ACTION.shorter]: BUTTON.approveWith,
  [ACTION.extend]: BUTTON.extend,
  [ACTION.reviewRight]: BUTTON.reviewJustified,
  [ACTION.reviewWrong]: BUTTON.reviewNotJustified,
};

/** The button of a window that Slack did not open after a click. Undefined for a button that opens none. */
export const windowButton = ({ action, value }: WindowButton): Button | undefined => {
  const text = Object.hasOwn(WINDOW_BUTTONS, action) ? WINDOW_BUTTONS[action] : undefined;
  return text === undefined ? undefined : button({ actionId: action, text, value });
};
