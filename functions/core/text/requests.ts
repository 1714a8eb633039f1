import type { RequestId } from '../request/ids.ts';
import { isHeld, type Request, requestedRules } from '../request/request.ts';
import { clip, firstOf } from './clip.ts';
import { type Explanation, unknownName } from './explain.ts';
import { accessFor, byRules, codes, isWithoutApproval, SLOW, subjectOf, targetOf } from './phrases.ts';
import { plainText } from './plain.ts';
import { code, join, type Text, text, user, words } from './text.ts';

export const requestedText = ({ requested }: Pick<Request, 'requested'>): Text => {
  const by = byRules(requestedRules(requested));
  const what = text`${accessFor(requested)}${by && text` ${by}`}`;
  if (requested.emergency === true)
    return text`Declared an emergency for ${what}: access is being set up, and the contacts of the role are notified. An approver will review it afterwards.`;
  if (requested.via !== undefined)
    return text`Requested ${what} on behalf of ${user(requested.by)}. You will both be notified in a direct message when it is decided.`;
  return isWithoutApproval(requested)
    ? text`Requested ${what}; no approval is needed. You will be notified in a direct message when you can use it.`
    : text`Requested ${what}. You will be notified in a direct message when it is decided.`;
};

/** The answer to a second request, of the holder or on behalf of the holder, while the first is pending. */
export const pendingText = ({ requested }: Pick<Request, 'requested'>, to: string): Text => {
  const { by, via } = requested;
  const who = to === by ? text`You already have` : text`${user(by)} already has`;
  const cancel = to === by || to === via ? text`Cancel it first` : text`Ask ${user(by)} to cancel it`;
  return text`${who} a pending request for ${accessFor(requested)}, so no second request was made. ${cancel} to request something else.`;
};

/** The answer to a request for access that the holder has at that time. */
export const alreadyHeldText = ({ requested, status }: Pick<Request, 'requested' | 'status'>, to: string): Text => {
  const who = to === requested.by ? text`You already have` : text`${user(requested.by)} already has`;
  const until = isHeld(status) ? text` until ${status.endsAt}` : undefined;
  return text`${who} access to ${targetOf(requested)}${until}, so no second request was made.`;
};

/** A command that was not understood, with a suggestion if there is one. */
export const explainMistake = ({ why, tryThis }: { readonly why: string; readonly tryThis: string }): Explanation => ({
  why: `${why.charAt(0).toUpperCase()}${why.slice(1)}.`,
  ...(tryThis === ''
    ? { next: 'Nothing was requested.' }
    : { next: 'Nothing was done. Try this instead:', tryThis: `/assume ${tryThis}` }),
});

/** A verb with a typing error, taken for a name. `corrected` is the text after `/assume`. */
export const explainVerb = (name: string, corrected: string): Explanation => ({
  why: `${unknownName(name)} Nothing was done.`,
  next: 'Did you mean this command?',
  tryThis: `/assume ${corrected}`,
});

/** A request whose record was deleted after its retention. */
export const FORGOTTEN: Explanation = {
  why: 'This request was closed long ago, and its record has been deleted.',
  next: 'Nothing was changed. /assume list shows your open requests.',
};

/** A write to DynamoDB that got no answer. */
export const NOT_KNOWN: Explanation = {
  why: 'The database did not answer, so it is not known whether this was stored.',
  next: 'If /assume list does not show it, try again.',
};

/** DynamoDB did not answer before anything was written. */
export const NOT_STORED: Explanation = {
  why: 'The database did not answer, and nothing was stored.',
  next: 'Try again.',
};

export const NO_FORM: Text = text`Slack did not open the form. Open it with the button, or type the request, such as ${code('/assume prod-s3 1h your reason')}.`;

/** In a direct message, with a button that opens the window. */
export const NO_WINDOW: Text = text`Slack did not open the window in time, and nothing was changed. Open it with the button.`;

export const nothingRequestableText = (isIncomplete: boolean): Text =>
  isIncomplete
    ? text`What you can request depends on a Slack user group that the bot could not read. Try again in a few minutes.`
    : text`There is nothing that you can request. Ask the maintainers of the catalog to add you to the requesters of the roles that you need.`;

const MOST_LINES = 10;

/** The answer to a user who ended or cancelled requests by name. An extended access is several requests and one line. */
export const endedText = (requests: readonly Request[], left: readonly RequestId[]): readonly Text[] => {
  const all = requests.map(({ requested, status }) =>
    status.kind === 'cancelled'
      ? text`Cancelled your request for ${subjectOf(requested)}.`
      : text`Ending your access to ${targetOf(requested)}. ${words(SLOW)}`,
  );
  const lines = new Map(all.map((line) => [plainText(line), line]));
  const { shown, more } = firstOf([...lines.values()], MOST_LINES);
  return [...shown, ...(more === 0 ? [] : [text`and ${more} more`]), ...notEndedText(left)];
};

export const notEndedText = (left: readonly RequestId[]): readonly Text[] =>
  left.length === 0
    ? []
    : [
        text`Could not read or change ${left.length} more: ${left.join(', ')}. Try again, or ask an operator to end them with ${code('assume-bot revoke')}.`,
      ];

/** The answer to a user who has several open requests of that name. */
export const severalText = (name: string): Text =>
  text`You have several open requests for ${code(clip(name, 60))}, and nothing was ended. Choose which one to end:`;

/** The answer to a user who has no open request of that name. */
export const nothingToEndText = (name: string, targets: readonly string[], nearest: readonly string[]): Text => {
  const none = text`You have no access to ${code(clip(name, 60))} and no pending request for it.`;
  if (nearest.length > 0)
    return text`${none} Did you mean ${join(
      nearest.map((one) => code(one)),
      ' or ',
    )}?`;
  return targets.length === 0 ? none : text`${none} You can end: ${codes(targets)}.`;
};
