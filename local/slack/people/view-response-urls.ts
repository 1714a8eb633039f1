import { placedElements } from '../world/input-state.ts';
import type { OpenView, User } from '../world/model.ts';
import type { Acting } from './acting.ts';

/** The response_urls for a modal's selects with `response_url_enabled`, one per chosen conversation. */
export const responseUrlsOf = ({ world, baseUrl }: Acting, user: User, view: OpenView) =>
  placedElements(view.blocks).flatMap(({ element, blockId, actionId }) => {
    if (element['response_url_enabled'] !== true) return [];
    const held = view.state[blockId]?.[actionId];
    const channel = held?.['selected_conversation'] ?? held?.['selected_channel'];
    if (typeof channel !== 'string') return [];
    const responseUrl = `${baseUrl()}${world.responseUrls.issue({ user: user.id, channel })}`;
    return [{ block_id: blockId, action_id: actionId, channel_id: channel, response_url: responseUrl }];
  });
