import type { SlackUserId } from '../../core/names.ts';
import type { Needs, WindowButton } from '../ports.ts';
import { unlessSlackRefuses } from './unless-slack-refuses.ts';

/** Sends a user the button of a window that Slack did not open after a click: each click can open it only once, for 3 s. */
export const createOfferWindow =
  ({ slack, log }: Needs<'log', { slack: 'offerWindow' }>) =>
  async (to: SlackUserId, { action, value }: WindowButton): Promise<void> => {
    await unlessSlackRefuses(log, 'a window could not be offered', { to, action }, () =>
      slack.offerWindow(to, { action, value }),
    );
  };
