import { infoModal } from '../../adapters/slack/inputs.ts';
import type { RequestTarget } from '../../adapters/slack/values.ts';
import {
  confirmMessage,
  endedAnswer,
  helpMessage,
  listingMessage,
  lockdownAnswer,
  nothingOpenAnswer,
} from '../../adapters/slack/views/answers.ts';
import { listMessage, severalAnswer } from '../../adapters/slack/views/list.ts';
import { approvalModal, denyModal, emergencyReviewModal, extendModal } from '../../adapters/slack/views/modals.ts';
import type { Request } from '../../core/request/request.ts';
import {
  lockdownToConfirm,
  nothingToRevokeText,
  revocationToConfirm,
  revokedText,
  whoText,
} from '../../core/text/admins.ts';
import { explainAccountRefusal } from '../../core/text/explain-account.ts';
import { explainAdminRefusal, explainWhoRefusal } from '../../core/text/explain-admin.ts';
import { explainEndRefusal } from '../../core/text/explain-review.ts';
import { BUTTON, TITLE } from '../../core/text/forms.ts';
import { explainMistake } from '../../core/text/requests.ts';
import type { DrawContext } from '../../usecases/ports.ts';
import { ACKNOWLEDGE, type Answer, FORGOTTEN_ANSWER, type Outcome, openForm, refuse, showMessage } from './answer.ts';
import type { TypedAs } from './parsers.ts';
import type { Click } from './payloads.ts';

export const help = (): Answer => showMessage(helpMessage());

export const notUnderstood = (_: unknown, { command }: TypedAs<'not_understood'>): Answer =>
  refuse(explainMistake(command));

export const approvalForm = (request: Request | undefined, { card }: RequestTarget, context: DrawContext): Answer =>
  request === undefined ? FORGOTTEN_ANSWER : openForm(approvalModal(request, context, card));

export const denyForm = (request: Request | undefined, { card }: RequestTarget): Answer =>
  request === undefined ? FORGOTTEN_ANSWER : openForm(denyModal(request, card));

export const extendForm = (request: Request | undefined, _: object, { catalog }: DrawContext): Answer =>
  request === undefined ? FORGOTTEN_ANSWER : openForm(extendModal(request, catalog));

export const emergencyForm =
  (wasRight: boolean) =>
  (request: Request | undefined): Answer =>
    request === undefined ? FORGOTTEN_ANSWER : openForm(emergencyReviewModal(request, wasRight));

/** A worker reports what a review changes, and why it was refused. */
export const reviewed = (decision: Outcome<'review'> | Outcome<'reviewEmergency'>): Answer =>
  decision.kind === 'unknown' ? FORGOTTEN_ANSWER : ACKNOWLEDGE;

/** The same after a click, which may have been in a list. */
export const approved = (decision: Outcome<'review'>, { privateMessage }: Pick<Click, 'privateMessage'>): Answer =>
  privateMessage?.isList === true && decision.kind !== 'unknown'
    ? { answer: 'redraw', url: privateMessage.url }
    : reviewed(decision);

export const ended = (ending: Outcome<'end'>, { name }: { readonly name: string }, context: DrawContext): Answer => {
  switch (ending.kind) {
    case 'done':
      return showMessage(endedAnswer(ending.requests, ending.left));
    case 'several':
      return showMessage(severalAnswer(name, ending.requests, context.now));
    case 'nothing_open':
      return showMessage(nothingOpenAnswer(name, ending));
    case 'refused':
      return refuse(explainEndRefusal(ending.refusal, context));
    default:
      return ending satisfies never;
  }
};

/** After a click, a worker updates the messages about the request, private ones too; only an open modal is updated here. */
export const endedOne = (
  ending: Outcome<'end'>,
  { id, view, privateMessage }: Pick<Click, 'view' | 'privateMessage'> & RequestTarget,
): Answer => {
  if (ending.kind === 'nothing_open') return FORGOTTEN_ANSWER;
  if (privateMessage !== undefined) {
    const { url, isList } = privateMessage;
    return { answer: 'redraw', url, ...(isList ? {} : { id }) };
  }
  return ending.kind === 'done' && view?.type === 'modal'
    ? { answer: 'update', view: infoModal(TITLE.done, endedAnswer(ending.requests).blocks) }
    : ACKNOWLEDGE;
};

export const list = (listing: Outcome<'list'>, _: object, context: DrawContext): Answer =>
  listing.kind === 'refused'
    ? refuse(explainAccountRefusal(listing.refusal))
    : showMessage(listMessage(listing, context));

export const who = (found: Outcome<'who'>, _: object, { catalog, now }: DrawContext): Answer =>
  found.kind === 'refused'
    ? refuse(explainWhoRefusal(found.refusal, catalog))
    : showMessage(listingMessage(whoText(found, found.open, now)));

interface Confirmable {
  /** The command, without its name. */
  readonly text: string;
}

export const revoked = (
  revoking: Outcome<'revokeAccess'>,
  { text }: Confirmable,
  { catalog, now }: DrawContext,
): Answer => {
  switch (revoking.kind) {
    case 'to_confirm': {
      const listing = revocationToConfirm(revoking.person, revoking.requests);
      return showMessage(confirmMessage(listing, BUTTON.confirmRevocation, text));
    }
    case 'revoked':
      return showMessage(listingMessage(revokedText(revoking.person, revoking.requests, revoking.left)), TITLE.done);
    case 'nothing_open':
      return showMessage(listingMessage(nothingToRevokeText(revoking.person, revoking.open, now)));
    case 'refused':
      return refuse(explainAdminRefusal(revoking.refusal, catalog));
    default:
      return revoking satisfies never;
  }
};

export const offeredLockdown = (
  offer: Outcome<'offerLockdown'>,
  { text }: Confirmable,
  { catalog }: DrawContext,
): Answer => {
  if (offer.kind === 'refused') return refuse(explainAdminRefusal(offer.refusal, catalog));
  const label = offer.isOn ? BUTTON.confirmLockdown : BUTTON.confirmLockdownOff;
  return showMessage(confirmMessage({ headline: lockdownToConfirm(offer.isOn), lines: [] }, label, text));
};

export const lockdown = (locking: Outcome<'setLockdown'>, _: object, { catalog }: DrawContext): Answer =>
  locking.kind === 'refused'
    ? refuse(explainAdminRefusal(locking.refusal, catalog))
    : showMessage(lockdownAnswer(locking.kind, locking.lockdown), TITLE.done);
