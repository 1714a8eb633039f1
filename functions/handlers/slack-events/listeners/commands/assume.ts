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
import type { AskInput } from '../../../../core/request/ask.ts';
import { explainAccountRefusal } from '../../../../core/text/explain.ts';
import { explainAskRefusal } from '../../../../core/text/explain-ask.ts';
import { explainExtendRefusal } from '../../../../core/text/explain-extend.ts';
import { explainEndRefusal } from '../../../../core/text/explain-review.ts';
import { actorOfCommand } from '../../actor.ts';
import type { ListenerDeps } from '../../deps.ts';
import { openForm } from '../../open-form.ts';
import { answerLockdown, answerRevoke, answerWho } from './admin.ts';

type Ask = Extract<Command, { kind: 'ask' }>;

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
      case 'ask':
        return await show(ack, await ask(deps, actor, read, command.text));
      case 'not_understood':
        return await show(ack, notUnderstoodAnswer(read));
      default:
        return read satisfies never;
    }
  });
};

type Ack = AckFn<string | RespondArguments>;

const show = (ack: Ack, message: SlackMessage): Promise<void> => ack({ response_type: 'ephemeral', ...message });

const ask = async (
  deps: ListenerDeps,
  actor: Actor,
  { kind: _, dryRun, ...wish }: Ask,
  text: string,
): Promise<SlackMessage> => {
  if (dryRun === true) return tryOut(deps, actor, wish);
  const asking = await deps.ask({ actor, wish, text });
  switch (asking.kind) {
    case 'asked':
      return requestedAnswer(asking.request);
    case 'already_pending':
      return pendingAnswer(asking.request, actor.id);
    case 'refused':
      return refusalMessage(explainAskRefusal(asking.refusal, { name: wish.name, catalog: deps.catalog }));
    default:
      return asking satisfies never;
  }
};

const tryOut = async (deps: ListenerDeps, actor: Actor, wish: AskInput): Promise<SlackMessage> => {
  const outcome = await deps.dryRun(actor, wish);
  const context = { name: wish.name, catalog: deps.catalog };
  switch (outcome.kind) {
    case 'would_ask': {
      const { lacking } = outcome;
      return dryRunAnswer(outcome, lacking === undefined ? undefined : explainAskRefusal(lacking, context));
    }
    case 'already_pending':
      return pendingAnswer(outcome.request, actor.id);
    case 'refused':
      return refusalMessage(explainAskRefusal(outcome.refusal, context));
    default:
      return outcome satisfies never;
  }
};

const list = async (deps: ListenerDeps, actor: Actor): Promise<SlackMessage> => {
  const listing = await deps.list(actor);
  return listing.kind === 'refused'
    ? refusalMessage(explainAccountRefusal(listing.refusal))
    : listMessage(listing.open, listing.askable, deps.clock.now());
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
  { name, reason, ...wish }: Extract<Command, { kind: 'extend' }>,
  text: string,
): Promise<SlackMessage> => {
  const { minutes } = wish;
  const extending = await deps.extend({
    actor,
    what: { name },
    wish: { reason, ...(minutes === undefined ? {} : { minutes }) },
    text,
  });
  switch (extending.kind) {
    case 'asked':
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
