import { type AccessName, parseAccessName, parseSlackChannelId } from '../../core/names.ts';
import { parseRequestId, type RequestId } from '../../core/request/ids.ts';
import type { MessageRef } from '../../core/request/request.ts';

/** What a button or a form is about: a request, and the card that was clicked. All else is read from the store. */
export interface RequestTarget {
  readonly id: RequestId;
  readonly card?: MessageRef | undefined;
}

const REQUEST = /^([0-9a-f]{20})(?: ([CGD][A-Z0-9]{2,20}) (\d{1,12}\.\d{1,6}))?$/;

/** The value of a button, and the `private_metadata` of a form: `ID`, or `ID CHANNEL TIMESTAMP`. */
export const encodeRequest = ({ id, card }: RequestTarget): string =>
  card === undefined ? id : `${id} ${card.channel} ${card.ts}`;

/** Undefined for a text that `encodeRequest` does not write. */
export const parseRequest = (text: string): RequestTarget | undefined => {
  const [, id, channel, ts] = REQUEST.exec(text) ?? [];
  if (id === undefined) return undefined;
  const target = { id: parseRequestId(id) };
  return channel === undefined || ts === undefined
    ? target
    : { ...target, card: { channel: parseSlackChannelId(channel), ts } };
};

const NO_NAME = '*';

/** The value of a button that opens the request form: the role or bundle that is selected in it, if any. */
export const encodeSelection = (name: AccessName | undefined): string => name ?? NO_NAME;

export const parseSelection = (text: string): AccessName | undefined =>
  /^[a-z][a-z0-9-]{1,49}$/.test(text) ? parseAccessName(text) : undefined;
