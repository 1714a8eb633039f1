import type { ModalView, SlackMessage } from '../../adapters/slack/blocks.ts';
import { infoModal } from '../../adapters/slack/inputs.ts';
import type { ModalCalls } from '../../adapters/slack/modal-calls.ts';
import { ACTION, type FieldId } from '../../adapters/slack/surface.ts';
import { encodeDraft } from '../../adapters/slack/values.ts';
import type { OptionGroup } from '../../adapters/slack/views/access-options.ts';
import { noFormAnswer, refusalMessage } from '../../adapters/slack/views/answers.ts';
import type { Draft } from '../../core/command/draft.ts';
import { defined } from '../../core/defined.ts';
import type { SlackUserId } from '../../core/names.ts';
import type { RequestId } from '../../core/request/ids.ts';
import { clip } from '../../core/text/clip.ts';
import type { Explanation } from '../../core/text/explain.ts';
import { TITLE } from '../../core/text/forms.ts';
import { FORGOTTEN } from '../../core/text/requests.ts';
import type { Answering } from '../../usecases/answering/answering.ts';
import type { Log, Wake, WindowButton } from '../../usecases/ports.ts';

/** What a user sees after an interaction. */
export type Answer =
  /** Nothing: the worker reports what follows, or nothing does. */
  | { readonly answer: 'acknowledge' }
  /** A message for this user only: ephemeral after a command, else a modal with this title. */
  | { readonly answer: 'message'; readonly message: SlackMessage; readonly title: string }
  /** A form. `draft` is what it is filled with, for a button that opens it if Slack does not. */
  | Form
  /** A worker redraws the private message in which the user clicked: the answer about a request, or their list. */
  | { readonly answer: 'redraw'; readonly url: string; readonly id?: RequestId }
  /** New content for the modal in which the user clicked. */
  | { readonly answer: 'update'; readonly view: ModalView }
  /** An error below a field of the form. */
  | { readonly answer: 'field_error'; readonly field: FieldId; readonly text: string }
  | { readonly answer: 'options'; readonly groups: readonly OptionGroup[] };

interface Form {
  readonly answer: 'form';
  readonly view: ModalView;
  readonly draft?: Draft;
  /** Why a command opens it. */
  readonly problem?: Explanation;
}

export const ACKNOWLEDGE: Answer = { answer: 'acknowledge' };

export const isAnswer = (read: object): read is Answer => 'answer' in read;

export const showMessage = (message: SlackMessage, title: string = TITLE.nothingToDo): Answer => ({
  answer: 'message',
  message,
  title,
});

/** What a use case returns. */
export type Outcome<UseCase extends keyof Answering> = Awaited<ReturnType<Answering[UseCase]>>;

export const refuse = (explanation: Explanation): Answer => showMessage(refusalMessage(explanation));

export const openForm = (view: ModalView): Form => ({ answer: 'form', view });

/** For a click on a request that no longer exists. */
export const FORGOTTEN_ANSWER = refuse(FORGOTTEN);

/** What the answer to one interaction is sent with. */
interface Reply {
  readonly ack: (response?: never) => Promise<void>;
  readonly modals: ModalCalls;
  readonly triggerId: string;
  /** How a message is shown. A click has no answer of its own to put it in, so a modal is opened. */
  readonly show: 'ephemeral' | 'open' | 'update';
  /** The view in which the user clicked. */
  readonly view?: { readonly id: string; readonly hash: string } | undefined;
  /** The user, for what a worker does afterwards. */
  readonly user: SlackUserId;
  readonly wake: (target: Wake) => Promise<void>;
  /** The button that opens the window. */
  readonly clicked?: WindowButton;
  readonly log: Log;
}

const MAX_ERROR_CHARACTERS = 500;

/**
 * Opens a modal, with one try: a trigger works once, and a second call that hangs would use up the time to answer. Returns
 * whether Slack opened it.
 */
const open = async ({ modals, triggerId, log }: Reply, view: ModalView): Promise<boolean> => {
  try {
    await modals.open({ trigger_id: triggerId, view });
    return true;
  } catch (cause) {
    log.warn('a window could not be opened', { cause });
    return false;
  }
};

/** A worker sends the button of the window, because the answer to a click contains no message. */
const offerWindow = async ({ user, wake, clicked }: Reply, draft?: Draft): Promise<void> => {
  const button = draft === undefined ? clicked : { action: ACTION.ask, value: encodeDraft(draft) };
  if (button !== undefined) await wake({ kind: 'window', user, ...button });
};

/** Sends an answer. A fault is thrown, so that Slack shows the user that the interaction failed. */
export const sendAnswer = async (answer: Answer, reply: Reply): Promise<void> => {
  const { show, view: shown, modals, log } = reply;
  const ack = reply.ack as (response?: object) => Promise<void>;
  switch (answer.answer) {
    case 'acknowledge':
      return await ack();
    case 'message': {
      const { message, title } = answer;
      if (show === 'ephemeral') return await ack({ response_type: 'ephemeral', ...message });
      const view = infoModal(title, message.blocks);
      if (show === 'update') return await ack({ response_action: 'update', view });
      if (!(await open(reply, view))) await offerWindow(reply);
      return await ack();
    }
    case 'form': {
      const { view, draft, problem } = answer;
      if (await open(reply, view)) return await ack();
      if (show === 'ephemeral') return await ack({ response_type: 'ephemeral', ...noFormAnswer(draft ?? {}, problem) });
      await offerWindow(reply, draft);
      return await ack();
    }
    case 'redraw': {
      const { url, id } = answer;
      await reply.wake({ kind: 'answer', user: reply.user, url, ...defined({ id }) });
      return await ack();
    }
    case 'update':
      // Slack refuses the update of a modal that was closed or changed since: there, nothing has to be shown.
      if (shown !== undefined)
        await modals
          .update({ view_id: shown.id, hash: shown.hash, view: answer.view })
          .catch((cause: unknown) => log.warn('a modal could not be updated', { cause }));
      return await ack();
    case 'field_error':
      return await ack({
        response_action: 'errors',
        errors: { [answer.field]: clip(answer.text, MAX_ERROR_CHARACTERS) },
      });
    case 'options':
      return await ack(answer.groups.length === 0 ? { options: [] } : { option_groups: answer.groups });
    default:
      return answer satisfies never;
  }
};
