import type { Clock } from '../contract.ts';
import type { PublishChange } from './change-feed.ts';
import { type Conversations, createConversations } from './conversations.ts';
import { createIds, type Ids } from './ids.ts';
import { createMessages, type Messages } from './messages.ts';
import { createRefusals, type Refusals } from './refusals.ts';
import { createResponseUrls, type ResponseUrls } from './response-urls.ts';
import type { WorldState } from './state.ts';
import { createTriggers, type Triggers } from './triggers.ts';
import { createViews, type Views } from './views.ts';

/** The workspace: what exists, and what each user sees. Both the Web API and user actions change it. */
export interface World {
  readonly state: WorldState;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly publish: PublishChange;
  readonly conversations: Conversations;
  readonly messages: Messages;
  readonly views: Views;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly refusals: Refusals;
}

/** Creates a workspace from a state. */
export const createWorld = (given: {
  readonly state: WorldState;
  readonly clock: Clock;
  readonly publish: PublishChange;
  readonly signingSecret: string;
}): World => {
  const { state, clock, publish, signingSecret } = given;
  const ids = createIds(state, clock, signingSecret);
  return {
    state,
    clock,
    ids,
    publish,
    conversations: createConversations(state),
    messages: createMessages(state, ids, publish),
    views: createViews(state, ids, publish),
    triggers: createTriggers(state, ids, clock),
    responseUrls: createResponseUrls(state, ids, clock),
    refusals: createRefusals(),
  };
};
