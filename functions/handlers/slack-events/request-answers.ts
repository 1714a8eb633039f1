import { sentence } from '../../adapters/slack/blocks.ts';
import { FIELD } from '../../adapters/slack/surface.ts';
import type { Draft } from '../../adapters/slack/values.ts';
import { choicesOf, searchedOptions } from '../../adapters/slack/views/access-options.ts';
import { dryRunAnswer, pendingAnswer, refusalMessage, requestedAnswer } from '../../adapters/slack/views/answers.ts';
import { requestModal } from '../../adapters/slack/views/request-modal.ts';
import type { Actor } from '../../core/authority/directory.ts';
import { defined } from '../../core/defined.ts';
import type { RequestInput, RequestRefusal } from '../../core/request/decide-request.ts';
import { explainAccountRefusal } from '../../core/text/explain-account.ts';
import { explainExtendRefusal } from '../../core/text/explain-extend.ts';
import { explainRequestRefusal } from '../../core/text/explain-request.ts';
import { TITLE } from '../../core/text/forms.ts';
import { nothingRequestableText } from '../../core/text/requests.ts';
import type { DrawContext } from '../../usecases/ports.ts';
import { ACKNOWLEDGE, type Answer, FORGOTTEN_ANSWER, type Outcome, openForm, refuse, showMessage } from './answer.ts';
import { refuseField, selectionIn } from './forms.ts';
import type { Click, Typed } from './payloads.ts';

export const requestForm = (
  offer: Outcome<'offer'>,
  { actor: _, ...draft }: { readonly actor: Actor } & Draft,
  { now }: DrawContext,
): Answer => {
  if (offer.kind === 'refused') return showMessage(refusalMessage(explainAccountRefusal(offer.refusal)), TITLE.request);
  const { accounts, bundles, unread } = offer.requestable;
  if (accounts.length + bundles.length === 0)
    return showMessage(sentence({ text: nothingRequestableText(unread.length > 0) }), TITLE.request);
  return { ...openForm(requestModal({ ...offer, now, ...defined({ reason: draft.reason }) })), draft };
};

/** The open form again, with what follows from the selection in it. */
export const changedForm = (
  offer: Outcome<'offer'>,
  { view }: { readonly view: NonNullable<Click['view']> },
  { now }: DrawContext,
): Answer => {
  if (offer.kind === 'refused') return ACKNOWLEDGE;
  const { minutes, startsAt } = selectionIn(view);
  return { answer: 'update', view: requestModal({ ...offer, now, ...defined({ minutes, startsAt }) }) };
};

export const options = (offer: Outcome<'offer'>, { text }: Typed): Answer => ({
  answer: 'options',
  groups: offer.kind === 'refused' ? [] : searchedOptions(choicesOf(offer.requestable), text),
});

interface Submitted {
  readonly actor: Actor;
  readonly input: Pick<RequestInput, 'name'>;
}

const explain = (refusal: RequestRefusal, { input: { name } }: Submitted, { catalog }: DrawContext) =>
  explainRequestRefusal(refusal, { name, catalog });

export const requested = (submitted: Outcome<'requestAccess'>, input: Submitted, context: DrawContext): Answer => {
  switch (submitted.kind) {
    case 'requested':
      return showMessage(requestedAnswer(submitted.request));
    case 'already_pending':
      return showMessage(pendingAnswer(submitted.request, input.actor.id), TITLE.pending);
    case 'refused':
      return refuse(explain(submitted.refusal, input, context));
    default:
      return submitted satisfies never;
  }
};

/** A new request is reported in a direct message, so the form only closes. */
export const requestedInForm = (
  submitted: Outcome<'requestAccess'>,
  input: Submitted,
  context: DrawContext,
): Answer => {
  if (submitted.kind === 'requested') return ACKNOWLEDGE;
  return submitted.kind === 'refused'
    ? refuseField(submitted.refusal, explain(submitted.refusal, input, context), FIELD.access)
    : requested(submitted, input, context);
};

export const tried = (dryRun: Outcome<'dryRun'>, input: Submitted, context: DrawContext): Answer => {
  if (dryRun.kind !== 'would_request') return requested(dryRun, input, context);
  return showMessage(dryRunAnswer(dryRun, dryRun.lacking && explain(dryRun.lacking, input, context)));
};

export const extended = (extending: Outcome<'extend'>, _: object, { catalog }: DrawContext): Answer => {
  switch (extending.kind) {
    case 'requested':
      return showMessage(requestedAnswer(extending.request), TITLE.extend);
    case 'already_pending':
      return showMessage(pendingAnswer(extending.request), TITLE.extend);
    case 'refused':
      return refuse(explainExtendRefusal(extending.refusal, { name: extending.name, catalog }));
    case 'unknown':
      return FORGOTTEN_ANSWER;
    default:
      return extending satisfies never;
  }
};

export const extendedInForm = (extending: Outcome<'extend'>, input: object, context: DrawContext): Answer => {
  if (extending.kind !== 'refused') return extended(extending, input, context);
  const { refusal, name } = extending;
  return refuseField(refusal, explainExtendRefusal(refusal, { name, catalog: context.catalog }), FIELD.duration);
};
