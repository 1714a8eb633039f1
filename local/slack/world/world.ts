import type { Clock } from '../contract.ts';
import { createIds, type Ids } from './ids.ts';
import { createMessages, type Messages } from './messages.ts';
import { createPlaces, type Places } from './places.ts';
import { createResponseUrls, type ResponseUrls } from './response-urls.ts';
import type { WorldState } from './state.ts';
import type { Told } from './told.ts';
import { createTriggers, type Triggers } from './triggers.ts';
import { createViews, type Views } from './views.ts';

/** The workspace itself: what exists and what is on whose screen. The Web API and the people both act on it. */
export interface World {
  readonly state: WorldState;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly tell: Told;
  readonly places: Places;
  readonly messages: Messages;
  readonly views: Views;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
}

/** Creates a workspace over a state. */
export const createWorld = (given: {
  readonly state: WorldState;
  readonly clock: Clock;
  readonly tell: Told;
  readonly signingSecret: string;
}): World => {
  const { state, clock, tell, signingSecret } = given;
  const ids = createIds(state, clock, signingSecret);
  return {
    state,
    clock,
    ids,
    tell,
    places: createPlaces(state),
    messages: createMessages(state, ids, tell),
    views: createViews(state, ids, tell),
    triggers: createTriggers(state, ids, clock),
    responseUrls: createResponseUrls(state, ids, clock),
  };
};
