import type { App } from '@slack/bolt';
import { clip } from '../../../../adapters/slack/clip.ts';
import { CALLBACK, FIELD } from '../../../../adapters/slack/surface.ts';
import { pendingAnswer, requestedAnswer } from '../../../../adapters/slack/views/answers.ts';
import { infoModal } from '../../../../adapters/slack/views/info-modal.ts';
import { trimmed } from '../../../../core/command/words.ts';
import type { ExtendRefusal } from '../../../../core/request/extend.ts';
import { parseDuration } from '../../../../core/schedule/duration.ts';
import { explainExtendRefusal } from '../../../../core/text/explain-extend.ts';
import { actorOfInteraction } from '../../actor.ts';
import { forgottenBlocks, requestIdIn } from '../../clicked.ts';
import type { ListenerDeps } from '../../deps.ts';

const MOST_WORDS = 500;

/** The form's answers: asked as by the command, and what is refused is said in the field that has to change. */
export const listenForExtending = (
  app: App,
  { extend, requests, catalog, log }: Pick<ListenerDeps, 'extend' | 'requests' | 'catalog' | 'log'>,
): void => {
  app.view(CALLBACK.extend, async ({ ack, body, view }) => {
    const refuse = (field: Field, words: string) =>
      ack({ response_action: 'errors', errors: { [field]: clip(words, MOST_WORDS) } });
    const typed = (field: Field) => trimmed(view.state.values[field]?.[field]?.value ?? '');

    const id = requestIdIn(view.private_metadata, log);
    const request = id === undefined ? undefined : await requests.get(id);
    if (id === undefined || request === undefined)
      return await ack({ response_action: 'update', view: infoModal('Nothing to do', forgottenBlocks()) });
    const duration = typed(FIELD.duration);
    const parsed = duration === '' ? undefined : parseDuration(duration);
    if (parsed?.kind === 'not_a_duration') return await refuse(FIELD.duration, `${parsed.why}. Try: ${parsed.tryThis}`);

    const input = { reason: typed(FIELD.reason), ...(parsed === undefined ? {} : { minutes: parsed.minutes }) };
    const text = ['extend', request.requested.target, duration, input.reason].filter(Boolean).join(' ');
    const extending = await extend({ actor: actorOfInteraction(body), what: { id }, input, text });
    if (extending.kind === 'refused') {
      const { why, next } = explainExtendRefusal(extending.refusal, { name: request.requested.target, catalog });
      return await refuse(fieldOf(extending.refusal), `${why} ${next}`);
    }
    const { blocks } =
      extending.kind === 'requested' ? requestedAnswer(extending.request) : pendingAnswer(extending.request);
    await ack({ response_action: 'update', view: infoModal('Extend', blocks) });
  });
};

type Field = typeof FIELD.duration | typeof FIELD.reason;

const fieldOf = ({ kind }: ExtendRefusal): Field =>
  kind === 'reason_missing' || kind === 'ticket_missing' ? FIELD.reason : FIELD.duration;
