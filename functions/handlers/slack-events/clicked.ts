import type { BlockAction } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { plainSection } from '../../adapters/slack/blocks.ts';
import { parseRequest, type RequestTarget } from '../../adapters/slack/values.ts';
import { infoModal } from '../../adapters/slack/views/info-modal.ts';
import { parseSlackChannelId } from '../../core/names.ts';
import type { RequestId } from '../../core/request/ids.ts';
import type { MessageRef } from '../../core/request/request.ts';
import type { Log } from '../../usecases/ports.ts';

/** The request that a button or a form is about. What the bot did not write there is undefined, with a log line. */
export const targetIn = (text: unknown, log: Log): RequestTarget | undefined => {
  const target = parseRequest(String(text));
  if (target === undefined) log.warn('a click named no request', { named: String(text).slice(0, 40) });
  return target;
};

export const requestIdIn = (text: unknown, log: Log): RequestId | undefined => targetIn(text, log)?.id;

/** The value of the button that was pressed. */
export const pressedValue = ({ actions }: Pick<BlockAction, 'actions'>): unknown => {
  const [pressed] = actions;
  return pressed !== undefined && 'value' in pressed ? pressed.value : undefined;
};

/** The message whose button was pressed; undefined for one that only one person sees, and for a view. */
export const messageOf = ({ container }: Pick<BlockAction, 'container'>): MessageRef | undefined => {
  const { type, is_ephemeral, channel_id, message_ts } = container;
  if (type !== 'message' || is_ephemeral === true) return undefined;
  return typeof channel_id === 'string' && typeof message_ts === 'string'
    ? { channel: parseSlackChannelId(channel_id), ts: message_ts }
    : undefined;
};

/** What is said of a request that is not stored any more. */
export const forgottenBlocks = () => [
  ...plainSection('This request is not known any more: it was closed long ago, and its record has been deleted.'),
  ...plainSection('Nothing was changed. What you have open is shown by /assume list.'),
];

/** Says it to whoever pressed: no worker can, since there is nothing left to tell about. */
export const tellForgotten = async (client: WebClient, triggerId: string): Promise<void> => {
  await client.views.open({ trigger_id: triggerId, view: infoModal('Nothing to do', forgottenBlocks()) });
};
