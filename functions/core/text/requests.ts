import type { Request } from '../request/request.ts';
import type { Explanation } from './explain.ts';
import { accessFor } from './phrases.ts';
import { code, type Text, text, user } from './text.ts';

const needsApproval = ({ roles, extends: extension }: Request['requested']): boolean =>
  extension?.automatic !== true && roles.some(({ rule }) => rule.approvals > 0);

export const requestedText = ({ requested }: Pick<Request, 'requested'>): Text => {
  const what = accessFor(requested);
  if (requested.emergency === true)
    return text`Declared an emergency for ${what}: access is being set up, and the contacts of the role are notified. An approver will review it afterwards.`;
  if (requested.via !== undefined)
    return text`Requested ${what} on behalf of ${user(requested.by)}. You will both be notified in a direct message when it is decided.`;
  return needsApproval(requested)
    ? text`Requested ${what}. You will be notified in a direct message when it is decided.`
    : text`Requested ${what}; no approval is needed. You will be notified in a direct message when you can use it.`;
};

/** The answer to a second request, of the holder or on behalf of the holder, while the first is pending. */
export const pendingText = ({ requested }: Pick<Request, 'requested'>, to: string): Text => {
  const { by, via } = requested;
  const who = to === by ? text`You already have` : text`${user(by)} already has`;
  const cancel = to === by || to === via ? text`Cancel it first` : text`Ask ${user(by)} to cancel it`;
  return text`${who} a pending request for ${accessFor(requested)}, so no second request was made. ${cancel} to request something else.`;
};

export const explainMistake = ({ why, tryThis }: { readonly why: string; readonly tryThis: string }): Explanation => ({
  why: `${why.charAt(0).toUpperCase()}${why.slice(1)}.`,
  next: 'Try this instead:',
  tryThis: `/assume ${tryThis}`,
});

/** A request whose record was deleted after its retention. */
export const FORGOTTEN: Explanation = {
  why: 'This request was closed long ago, and its record has been deleted.',
  next: 'Nothing was changed. /assume list shows your open requests.',
};

export const NO_FORM: Text = text`Slack did not open the form. Try again, or type the request, such as ${code('/assume prod-s3 1h your reason')}.`;

export const nothingRequestableText = (isIncomplete: boolean): Text =>
  isIncomplete
    ? text`What you can request depends on a Slack user group that the bot could not read. Try again in a few minutes.`
    : text`There is nothing that you can request. Ask the maintainers of the catalog to add you to the requesters of the roles that you need.`;
