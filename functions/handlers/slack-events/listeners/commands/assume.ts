import type { AckFn, App, RespondArguments } from '@slack/bolt';
import type { SlackMessage } from '../../../../adapters/slack/blocks.ts';
import { COMMAND } from '../../../../adapters/slack/surface.ts';
import {
  askedAnswer,
  endedAnswer,
  nothingOpenAnswer,
  notUnderstoodAnswer,
  pendingAnswer,
} from '../../../../adapters/slack/views/answers.ts';
import { refusalMessage } from '../../../../adapters/slack/views/explained.ts';
import { helpMessage } from '../../../../adapters/slack/views/help.ts';
import { listMessage } from '../../../../adapters/slack/views/list.ts';
import type { Command } from '../../../../core/command.ts';
import { parseCommand } from '../../../../core/command.ts';
import type { Actor } from '../../../../core/directory.ts';
import { explainAskRefusal } from '../../../../core/explain/ask.ts';
import { explainEndRefusal } from '../../../../core/explain/review.ts';
import { explainStandingRefusal } from '../../../../core/explain.ts';
import { explainExtendRefusal } from '../../../../core/explain/extend.ts';
import { actorOfCommand } from '../../actor.ts';
import type { ListenerDeps } from '../../deps.ts';

type Ask = Extract<Command, { kind: 'ask' }>;

/** `/assume` in all its forms, answered in the HTTP body to the person who typed it. */
export const listenForAssume = (app: App, deps: ListenerDeps): void => {
  app.command(COMMAND, async ({ command, ack, client }) => {
    const actor = actorOfCommand(command);
    const read = parseCommand(command.text ?? '');
    switch (read.kind) {
      case 'open_modal':
        return await openForm(deps, actor, { ack, client, triggerId: command.trigger_id });
      case 'help':
        return await show(ack, helpMessage());
      case 'list':
        return await show(ack, await list(deps, actor));
      case 'end':
        return await show(ack, await end(deps, actor, read.name));
      case 'ask':
        return await show(ack, await ask(deps, actor, read, command.text));
      case 'not_understood':
      case 'extend':
        return await show(ack, await extend(deps, actor, read, command.text));
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
  { kind: _, ...wish }: Ask,
  text: string,
): Promise<SlackMessage> => {
  const asking = await deps.ask({ actor, wish, text });
  switch (asking.kind) {
    case 'asked':
      return askedAnswer(asking.request);
    case 'already_pending':
      return pendingAnswer(asking.request);
    case 'refused':
      return refusalMessage(explainAskRefusal(asking.refusal, { name: wish.name, catalog: deps.catalog }));
    default:
      return asking satisfies never;
  }
};

const list = async (deps: ListenerDeps, actor: Actor): Promise<SlackMessage> => {
  const listing = await deps.list(actor);
  return listing.kind === 'refused'
    ? refusalMessage(explainStandingRefusal(listing.refusal))
    : listMessage(listing.open, listing.askable, deps.clock.now());
};

const end = async (deps: ListenerDeps, actor: Actor, name: string): Promise<SlackMessage> => {
  const ending = await deps.end({ actor, name });
  switch (ending.kind) {
    case 'done':
      return endedAnswer(ending.requests);
    case 'nothing_open':
      return nothingOpenAnswer(name, ending);
    case 'refused':
      return refusalMessage(explainEndRefusal(ending.refusal, deps));
    default:
      return ending satisfies never;
  }
};

const openForm = async (
  deps: ListenerDeps,
  actor: Actor,
  { ack, client, triggerId }: { ack: Ack; client: WebClient; triggerId: string },
): Promise<void> => {
  const listing = await deps.list(actor);
  if (listing.kind === 'refused') return await show(ack, refusalMessage(explainStandingRefusal(listing.refusal)));
  const { accounts, bundles, unknownGroups } = listing.askable;
  if (accounts.length + bundles.length === 0) return await show(ack, nothingAskableAnswer(unknownGroups.length > 0));
  try {
    await client.views.open({ trigger_id: triggerId, view: askModal(listing.askable) });
  } catch (error) {
    // The command can do without the form, so the person is told how.
    deps.log.warn('a form could not be opened', { cause: error });
    return await show(ack, noFormAnswer());
  }
  await ack();
};
