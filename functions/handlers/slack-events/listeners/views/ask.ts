import type { App, ViewOutput } from '@slack/bolt';
import { clip } from '../../../../adapters/slack/clip.ts';
import { CALLBACK, FIELD } from '../../../../adapters/slack/surface.ts';
import { pendingAnswer } from '../../../../adapters/slack/views/answers.ts';
import { infoModal } from '../../../../adapters/slack/views/info-modal.ts';
import type { DurationInput } from '../../../../core/command/clauses.ts';
import { trimmed } from '../../../../core/command/words.ts';
import { parseSlackUserId, type SlackUserId } from '../../../../core/names.ts';
import type { RequestRefusal } from '../../../../core/request/decide-request.ts';
import { explainRequestRefusal } from '../../../../core/text/explain-request.ts';
import { actorOfInteraction } from '../../actor.ts';
import type { ListenerDeps } from '../../deps.ts';
import { parseWhen } from '../../when.ts';
import { accessIn, lengthIn, startIn } from '../actions/ask.ts';

/** The form's answers; a mistake is shown in the field it was made in, and what is right is asked as by the command. */
export const listenForRequests = (
  app: App,
  { requestAccess, catalog }: Pick<ListenerDeps, 'requestAccess' | 'catalog'>,
): void => {
  app.view(CALLBACK.ask, async ({ ack, body, view }) => {
    const refuse = (field: Field, words: string) =>
      ack({ response_action: 'errors', errors: { [field]: clip(words, MOST_WORDS) } });

    const name = accessIn(view);
    if (name === undefined) return await refuse(FIELD.access, 'Choose what you need.');
    const typed = typedIn(view, FIELD.duration);
    const when = parseWhen(typed);
    if (when.kind === 'not_understood')
      return await refuse(FIELD.duration, `${capital(when.why)}. Try: ${when.tryThis}`);

    const reason = trimmed(typedIn(view, FIELD.reason));
    const startsAt = startIn(view);
    const text = [name, startsAt && `from ${startsAt.toISOString()}`, typed, reason].filter(Boolean).join(' ');
    const start = startsAt === undefined ? {} : { startsAt };
    const input = { name, ...chosenLength(view), ...when.clauses, ...start, ...chosenHolder(view), reason };
    const actor = actorOfInteraction(body);
    const submitted = await requestAccess({ actor, input, text });
    if (submitted.kind === 'refused') {
      const { why, next } = explainRequestRefusal(submitted.refusal, { name, catalog });
      return await refuse(fieldOf(submitted.refusal), `${why} ${next}`);
    }
    if (submitted.kind === 'already_pending') {
      const { blocks } = pendingAnswer(submitted.request, actor.id);
      return await ack({ response_action: 'update', view: infoModal('Waiting already', blocks) });
    }
    await ack();
  });
};

type Field = (typeof FIELD)['access' | 'duration' | 'start' | 'holder' | 'reason'];

const MOST_WORDS = 500;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const inputOf = (view: ViewOutput, name: Field) => view.state.values[name]?.[name];

/** Whom it is for, where the form asked. */
const chosenHolder = (view: ViewOutput): { readonly onBehalfOf?: SlackUserId } => {
  const chosen = view.state.values[FIELD.holder]?.[FIELD.holder]?.selected_user;
  return typeof chosen === 'string' ? { onBehalfOf: parseSlackUserId(chosen) } : {};
};

/** What was picked; words in the field for another time go before it. */
const chosenLength = (view: ViewOutput): { readonly duration?: DurationInput } => {
  const minutes = lengthIn(view);
  return minutes === undefined ? {} : { duration: { kind: 'minutes', minutes } };
};

const typedIn = (view: ViewOutput, name: Field): string => inputOf(view, name)?.value ?? '';

/** The field that has to change for the asking to be taken. */
const fieldOf = ({ kind }: RequestRefusal): Field => {
  switch (kind) {
    case 'too_long':
    case 'too_short':
    case 'time_zone_unknown':
    case 'already_past':
    case 'ends_before_start':
      return FIELD.duration;
    case 'start_said_twice':
    case 'start_passed':
    case 'starts_too_late':
      return FIELD.start;
    // Only a form that asked for somebody is refused so.
    case 'not_for_others':
    case 'other_refused':
      return FIELD.holder;
    case 'reason_missing':
    case 'ticket_missing':
      return FIELD.reason;
    default:
      return FIELD.access;
  }
};
