import type { AckFn, App, RespondArguments } from '@slack/bolt';
import type { SlackMessage } from '../../../../adapters/slack/blocks.ts';
import { COMMAND } from '../../../../adapters/slack/surface.ts';
import {
  endedAnswer,
  nothingOpenAnswer,
  notUnderstoodAnswer,
  pendingAnswer,
  requestedAnswer,
} from '../../../../adapters/slack/views/answers.ts';
import { refusalMessage } from '../../../../adapters/slack/views/explained.ts';
import { helpMessage } from '../../../../adapters/slack/views/help.ts';
import { listMessage } from '../../../../adapters/slack/views/list.ts';
import { dryRunAnswer } from '../../../../adapters/slack/views/preview.ts';
import type { Actor } from '../../../../core/authority/directory.ts';
import { type Command, parseCommand } from '../../../../core/command/command.ts';
import type { RequestInput } from '../../../../core/request/decide-request.ts';
import { explainAccountRefusal } from '../../../../core/text/explain-account.ts';
import { explainExtendRefusal } from '../../../../core/text/explain-extend.ts';
import { explainRequestRefusal } from '../../../../core/text/explain-request.ts';
import { explainEndRefusal } from '../../../../core/text/explain-review.ts';
import { actorOfCommand } from '../../actor.ts';
import type { ListenerDeps } from '../../deps.ts';
import { openForm } from '../../open-form.ts';
import { answerLockdown, answerRevoke, answerWho } from './admin.ts';

type Ask = Extract<Command, { kind: 'request' }>;

/** `/assume` in all its forms, answered in the HTTP body to the person who typed it. */
export const listenForAssume = (app: App, deps: ListenerDeps): void => {
  app.command(COMMAND, async ({ command, ack, client }) => {
    const actor = actorOfCommand(command);
    const read = parseCommand(command.text ?? '');
    switch (read.kind) {
      case 'open_modal':
        return await form(deps, actor, ack, { client, triggerId: command.trigger_id });
      case 'help':
        return await show(ack, helpMessage());
      case 'list':
        return await show(ack, await list(deps, actor));
      case 'end':
        return await show(ack, await end(deps, actor, read.name));
      case 'who':
        return await show(ack, await answerWho(deps, actor, read, command.text));
      case 'revoke':
        return await show(ack, await answerRevoke(deps, actor, read, command.text));
      case 'lockdown':
        return await show(ack, await answerLockdown(deps, actor, read, command.text));
      case 'extend':
        return await show(ack, await extend(deps, actor, read, command.text));
      case 'request':
        return await show(ack, await requestAccess(deps, actor, read, command.text));
      case 'not_understood':
        return await show(ack, notUnderstoodAnswer(read));
      default:
        return read satisfies never;
    }
  });
};

type Ack = AckFn<string | RespondArguments>;

const show = (ack: Ack, message: SlackMessage): Promise<void> => ack({ response_type: 'ephemeral', ...message });

const requestAccess = async (
  deps: ListenerDeps,
  actor: Actor,
  { kind: _, dryRun, ...input }: Ask,
  text: string,
): Promise<SlackMessage> => {
  if (dryRun === true) return tryOut(deps, actor, input);
  const submitted = await deps.requestAccess({ actor, input, text });
  switch (submitted.kind) {
    case 'requested':
      return requestedAnswer(submitted.request);
    case 'already_pending':
      return pendingAnswer(submitted.request, actor.id);
    case 'refused':
      return refusalMessage(explainRequestRefusal(submitted.refusal, { name: input.name, catalog: deps.catalog }));
    default:
      return submitted satisfies never;
  }
};

const tryOut = async (deps: ListenerDeps, actor: Actor, input: RequestInput): Promise<SlackMessage> => {
  const outcome = await deps.dryRun(actor, input);
  const context = { name: input.name, catalog: deps.catalog };
  switch (outcome.kind) {
    case 'would_request': {
      const { lacking } = outcome;
      return dryRunAnswer(outcome, lacking === undefined ? undefined : explainRequestRefusal(lacking, context));
    }
    case 'already_pending':
      return pendingAnswer(outcome.request, actor.id);
    case 'refused':
      return refusalMessage(explainRequestRefusal(outcome.refusal, context));
    default:
      return outcome satisfies never;
  }
};

const list = async (deps: ListenerDeps, actor: Actor): Promise<SlackMessage> => {
  const listing = await deps.list(actor);
  return listing.kind === 'refused'
    ? refusalMessage(explainAccountRefusal(listing.refusal))
    : listMessage(listing.open, listing.requestable, deps.clock.now());
};

const end = async (deps: ListenerDeps, actor: Actor, name: string): Promise<SlackMessage> => {
  const ending = await deps.end({ actor, name });
  switch (ending.kind) {
    case 'done':
      return endedAnswer(ending.requests, ending.left);
    case 'nothing_open':
      return nothingOpenAnswer(name, ending);
    case 'refused':
      return refusalMessage(explainEndRefusal(ending.refusal, deps));
    default:
      return ending satisfies never;
  }
};

const extend = async (
  deps: ListenerDeps,
  actor: Actor,
  { name, reason, ...input }: Extract<Command, { kind: 'extend' }>,
  text: string,
): Promise<SlackMessage> => {
  const { minutes } = input;
  const extending = await deps.extend({
    actor,
    what: { name },
    input: { reason, ...(minutes === undefined ? {} : { minutes }) },
    text,
  });
  switch (extending.kind) {
    case 'requested':
      return requestedAnswer(extending.request);
    case 'already_pending':
      return pendingAnswer(extending.request);
    case 'refused':
      return refusalMessage(explainExtendRefusal(extending.refusal, { name, catalog: deps.catalog }));
    default:
      return extending satisfies never;
  }
};

const form = async (
  deps: ListenerDeps,
  actor: Actor,
  ack: Ack,
  opening: Parameters<typeof openForm>[2],
): Promise<void> => {
  const said = await openForm(deps, actor, opening);
  return said === undefined ? await ack() : await show(ack, said);
};
