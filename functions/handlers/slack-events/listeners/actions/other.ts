import type { App } from '@slack/bolt';
import { ACTION, FIELD } from '../../../../adapters/slack/surface.ts';

const KNOWN = [
  ACTION.approve,
  ACTION.deny,
  ACTION.end,
  ACTION.cancel,
  ACTION.extend,
  ACTION.reviewRight,
  ACTION.reviewWrong,
  ACTION.ask,
  ACTION.shorter,
  FIELD.access,
  FIELD.length,
  FIELD.start,
].join('|');

/** Buttons that only open a link, and those of cards drawn by another version: acknowledged, and nothing else. */
export const listenForOthers = (app: App): void => {
  app.action(new RegExp(`^(?!(?:${KNOWN})$)`), async ({ ack }) => {
    await ack();
  });
};
