import { FIELD } from '../../adapters/slack/surface.ts';
import { parseDraft, parseRequest } from '../../adapters/slack/values.ts';
import type { Command } from '../../core/command/command.ts';
import { asWritten } from '../../core/command/words.ts';
import { defined } from '../../core/defined.ts';
import { parseSlackUserId } from '../../core/names.ts';
import type { Log } from '../../usecases/ports.ts';
import { ACKNOWLEDGE, type Answer, isAnswer } from './answer.ts';
import { accessIn, lengthIn, parseExtendForm, textIn } from './forms.ts';
import type { Click, ShortcutUse, Submission, Typed } from './payloads.ts';

/** Parses the text after the command. */
export type TypedAs<Kind extends Command['kind']> = Typed & { readonly command: Extract<Command, { kind: Kind }> };

/** The input of a use case, or an answer if the payload needs no use case. */
export type Input<Read> = Exclude<Read, Answer>;

export const request = ({ actor, text, command }: TypedAs<'request'>) => {
  const { kind: _, dryRun: __, ...input } = command;
  return { actor, input, text };
};

/** A command whose arguments are the input of the use case. */
export const words = <Kind extends Command['kind']>({ actor, text, command }: TypedAs<Kind>) => ({
  ...command,
  actor,
  text,
});

/** A command that ends the access of a user, when it is typed and when it is confirmed. */
export const revocation = (isConfirmed: boolean) => (typed: TypedAs<'revoke'>) => ({ ...words(typed), isConfirmed });

export const fromMessage = ({ actor, messageText = '' }: ShortcutUse) => ({ actor, reason: asWritten(messageText) });

/** A command that is not clear enough to be submitted. */
export const unclear = ({ actor, text, command: { draft, why, tryThis } }: TypedAs<'unclear'>) => ({
  actor,
  ...defined({ name: draft.name }),
  draft,
  text,
  why,
  tryThis,
});

/** A button that opens the request form, with what it is filled with. */
export const draft = ({ actor, value, view }: Click) => ({ actor, ...parseDraft(value), ...defined({ view }) });

/** A change in the open request form. */
export const changedForm = ({ actor, view }: Click) =>
  view === undefined ? ACKNOWLEDGE : { actor, view, ...defined({ name: accessIn(view) }) };

/** A tab of the app was opened. */
export interface HomeOpened {
  readonly tab?: string;
  readonly user: string;
}

export const homeOpened = ({ tab, user }: HomeOpened) =>
  tab === 'home' ? { user: parseSlackUserId(user) } : ACKNOWLEDGE;

/** The parsers of clicks and forms about a request. A value that the bot did not write is logged, and changes nothing. */
export const createRequestParsers = (log: Log) => {
  const about =
    <Payload extends Click | Submission, Read extends object>(read: (payload: Payload) => Read) =>
    (payload: Payload) => {
      const target = parseRequest(payload.value);
      if (target === undefined) {
        log.warn('a click named no request', { value: payload.value.slice(0, 40) });
        return ACKNOWLEDGE;
      }
      const found = read(payload);
      if (isAnswer(found)) return found;
      const { actor, card = target.card } = payload;
      return { ...(found as Input<Read>), actor, id: target.id, ...defined({ card, others: target.others }) };
    };

  return {
    target: about(({ view, privateMessage }: Click) => defined({ view, privateMessage })),
    approval: about(({ privateMessage }: Click) => ({ choice: 'approve' as const, ...defined({ privateMessage }) })),
    approvalForm: about(({ view }: Submission) => ({
      choice: defined({ shorter: lengthIn(view), note: textIn(view, FIELD.reason) }),
    })),
    denial: about(({ view }: Submission) => ({ choice: { deny: textIn(view, FIELD.reason) } })),
    emergencyReview: (wasRight: boolean) =>
      about(({ view }: Submission) => ({ result: { wasRight, note: textIn(view, FIELD.reason) } })),
    extendForm: about(parseExtendForm),
  };
};
