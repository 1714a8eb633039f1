import { sentence } from '../../adapters/slack/blocks.ts';
import { FIELD } from '../../adapters/slack/surface.ts';
import { isAnyway, isHolderRequired } from '../../adapters/slack/values.ts';
import { choicesOf, searchedOptions } from '../../adapters/slack/views/access-options.ts';
import { dryRunAnswer, openAnswer, refusalMessage, requestedAnswer } from '../../adapters/slack/views/answers.ts';
import { requestModal } from '../../adapters/slack/views/request-modal.ts';
import type { Actor } from '../../core/authority/directory.ts';
import { correctedVerb } from '../../core/command/corrected-verb.ts';
import { type Draft, draftOf } from '../../core/command/draft.ts';
import { defined } from '../../core/defined.ts';
import type { RequestInput, RequestRefusal } from '../../core/request/decide-request.ts';
import type { Mistake } from '../../core/schedule/duration.ts';
import type { Explanation } from '../../core/text/explain.ts';
import { explainAccountRefusal } from '../../core/text/explain-account.ts';
import { explainBlocked } from '../../core/text/explain-blocked.ts';
import { explainExtendRefusal } from '../../core/text/explain-extend.ts';
import { explainRequestRefusal } from '../../core/text/explain-request.ts';
import { formProblem, nameNotOffered, TITLE } from '../../core/text/forms.ts';
import { explainMistake, explainVerb, nothingRequestableText } from '../../core/text/requests.ts';
import type { DrawContext } from '../../usecases/ports.ts';
import { ACKNOWLEDGE, type Answer, FORGOTTEN_ANSWER, type Outcome, openForm, refuse, showMessage } from './answer.ts';
import { parseWhen, refuseField, selectionIn } from './forms.ts';
import type { Click, Typed } from './payloads.ts';

/** The request form, or why it cannot be opened. `problem` is why a command opens it; `shown` is about it in the form. */
const fillForm = (
  offer: Outcome<'offer'>,
  draft: Draft,
  { catalog, now }: DrawContext,
  problem?: Explanation,
  shown = problem && formProblem(problem),
): Answer => {
  if (offer.kind === 'refused') return showMessage(refusalMessage(explainAccountRefusal(offer.refusal)), TITLE.request);
  const { accounts, bundles, unread, blocked } = offer.requestable;
  if (blocked !== undefined) return showMessage(refusalMessage(explainBlocked(blocked, catalog)), TITLE.request);
  if (accounts.length + bundles.length === 0)
    return showMessage(sentence({ text: nothingRequestableText(unread.length > 0) }), TITLE.request);
  const { when, ...others } = draft;
  const minutes = selectedLength(when, offer.chosen?.lengths);
  const view = requestModal({
    ...offer,
    now,
    draft: { ...others, ...(minutes === undefined ? defined({ when }) : {}) },
    isHolderRequired: draft.onBehalfOf !== undefined || draft.isForUnknown === true,
    ...defined({ minutes, problem: shown }),
  });
  return { ...openForm(view), draft, ...defined({ problem }) };
};

/** A typed duration that the menu of the form has. */
const selectedLength = (typed = '', lengths: readonly number[] = []): number | undefined => {
  const when = parseWhen(typed);
  const duration = when.kind === 'when' && when.clauses.from === undefined ? when.clauses.duration : undefined;
  return duration?.kind === 'minutes' && lengths.includes(duration.minutes) ? duration.minutes : undefined;
};

export const requestForm = (
  offer: Outcome<'offer'>,
  { actor: _, view, ...draft }: { readonly actor: Actor } & Draft & Pick<Click, 'view'>,
  context: DrawContext,
): Answer => {
  const answer = fillForm(offer, draft, context);
  // Slack opens no second window, so the one in which the user clicked becomes the form.
  return answer.answer === 'form' && view?.type === 'modal' ? { answer: 'update', view: answer.view } : answer;
};

/** Opens the form for a command that is not clear. A misspelt verb is no request. */
export const unclear = (
  offer: Outcome<'offer'>,
  { draft, text, ...mistake }: { readonly draft: Draft; readonly text: string } & Mistake,
  { now, catalog }: DrawContext,
): Answer => {
  const { name } = draft;
  const isLost = offer.kind === 'offer' && offer.chosen === undefined && name !== undefined;
  const verb = isLost ? correctedVerb(text) : undefined;
  if (verb !== undefined) return refuse(explainVerb(name ?? '', verb));
  if (draft.isForUnknown === true && offer.kind === 'offer' && offer.chosen !== undefined && !offer.isForOthers) {
    const { why, next } = explainRequestRefusal(
      { kind: 'not_for_others', name: offer.chosen.name },
      { name: offer.chosen.name, catalog },
    );
    return refuse({ why, next });
  }
  const problem = explainMistake(mistake);
  const shown = isLost ? `${nameNotOffered(name)} ${problem.why}` : problem.why;
  return fillForm(offer, draft, { catalog, now }, problem, shown);
};

/** The open form again, with what follows from the selection in it. */
export const changedForm = (
  offer: Outcome<'offer'>,
  { view }: { readonly view: NonNullable<Click['view']> },
  { now }: DrawContext,
): Answer => {
  if (offer.kind === 'refused') return ACKNOWLEDGE;
  const { minutes, startsAt } = selectionIn(view);
  const isRequired = isHolderRequired(view.private_metadata);
  const draft = isAnyway(view.private_metadata) ? { anyway: true as const } : {};
  const kept = { now, draft, isHolderRequired: isRequired, ...defined({ minutes, startsAt }) };
  return { answer: 'update', view: requestModal({ ...offer, ...kept }) };
};

export const options = (offer: Outcome<'offer'>, { text }: Typed): Answer => ({
  answer: 'options',
  groups: offer.kind === 'refused' ? [] : searchedOptions(choicesOf(offer.requestable), text),
});

interface Submitted {
  readonly actor: Actor;
  readonly input: RequestInput;
  readonly text: string;
}

const explain = (refusal: RequestRefusal, { input }: Submitted, { catalog }: DrawContext) =>
  explainRequestRefusal(refusal, { name: input.name, typed: input, catalog });

export const requested = (submitted: Outcome<'requestAccess'>, input: Submitted, context: DrawContext): Answer => {
  switch (submitted.kind) {
    case 'requested':
      return showMessage(requestedAnswer(submitted.request));
    case 'already_pending':
    case 'already_held': {
      const again = { ...draftOf(input.input), anyway: true as const };
      return showMessage(openAnswer(submitted.request, input.actor.id, context.catalog, again), TITLE.pending);
    }
    case 'refused':
      return refuse(explain(submitted.refusal, input, context));
    default:
      return submitted satisfies never;
  }
};

/** A command that lacks something opens the form, filled with the command. */
export const requestedByCommand = (
  submitted: Outcome<'requestByCommand'>,
  input: Submitted,
  context: DrawContext,
): Answer => {
  if (submitted.kind !== 'incomplete') return requested(submitted, input, context);
  const { refusal, offer } = submitted;
  const verb = refusal.kind === 'unknown_access' ? correctedVerb(input.text) : undefined;
  if (verb !== undefined) return refuse(explainVerb(input.input.name, verb));
  const problem = explain(refusal, input, context);
  const isUnlike = refusal.kind === 'unknown_access' && refusal.nearest.length === 0;
  return fillForm(offer, draftOf(input.input), context, problem, isUnlike ? problem.why : formProblem(problem));
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

interface Extension {
  readonly minutes?: number;
  readonly reason: string;
}

const typedExtension = ({ minutes, reason }: Extension) => ({
  reason,
  ...defined({ duration: minutes === undefined ? undefined : ({ kind: 'minutes', minutes } as const) }),
});

export const extended = (extending: Outcome<'extend'>, input: Extension, { catalog }: DrawContext): Answer => {
  switch (extending.kind) {
    case 'requested':
      return showMessage(requestedAnswer(extending.request), TITLE.extend);
    case 'already_pending':
    case 'already_held':
      return showMessage(openAnswer(extending.request, extending.request.requested.by, catalog), TITLE.extend);
    case 'refused':
      return refuse(
        explainExtendRefusal(extending.refusal, { name: extending.name, typed: typedExtension(input), catalog }),
      );
    case 'unknown':
      return FORGOTTEN_ANSWER;
    default:
      return extending satisfies never;
  }
};

export const extendedInForm = (extending: Outcome<'extend'>, input: Extension, context: DrawContext): Answer => {
  if (extending.kind !== 'refused') return extended(extending, input, context);
  const { refusal, name } = extending;
  return refuseField(refusal, explainExtendRefusal(refusal, { name, catalog: context.catalog }), FIELD.duration);
};
