import type { Draft } from '../../core/command/draft.ts';
import { defined } from '../../core/defined.ts';
import { parseSlackChannelId, parseSlackUserId } from '../../core/names.ts';
import { parseRequestId, type RequestId } from '../../core/request/ids.ts';
import type { MessageRef } from '../../core/request/request.ts';
import { clip } from '../../core/text/clip.ts';

/** What a button or a form is about: a request, and the card that was clicked. All else is read from the store. */
export interface RequestTarget {
  readonly id: RequestId;
  readonly card?: MessageRef | undefined;
  /** Other requests that the button is about too. */
  readonly others?: readonly RequestId[] | undefined;
}

/** A button ends at most so many requests at once, which fit into its value. */
const MAX_OTHERS = 20;

const REQUEST = /^([0-9a-f]{20})((?: [0-9a-f]{20}){0,20})(?: ([CGD][A-Z0-9]{2,20}) (\d{1,12}\.\d{1,6}))?$/;

/** The value of a button, and the `private_metadata` of a form: `ID`, `ID ID …` or `ID CHANNEL TIMESTAMP`. */
export const encodeRequest = ({ id, card, others = [] }: RequestTarget): string =>
  [id, ...others.slice(0, MAX_OTHERS), ...(card === undefined ? [] : [card.channel, card.ts])].join(' ');

/** Undefined for a text that `encodeRequest` does not write. */
export const parseRequest = (text: string): RequestTarget | undefined => {
  const [, id, more = '', channel, ts] = REQUEST.exec(text) ?? [];
  if (id === undefined) return undefined;
  const others = more === '' ? undefined : more.trim().split(' ').map(parseRequestId);
  const target = { id: parseRequestId(id), ...defined({ others }) };
  return channel === undefined || ts === undefined
    ? target
    : { ...target, card: { channel: parseSlackChannelId(channel), ts } };
};

const NOTHING = '*';
const USER = /^[UW][A-Z0-9]{2,20}$/;
const NAME = /^[a-z][a-z0-9-]{1,49}$/;
/** https://docs.slack.dev/reference/block-kit/block-elements/button-element */
const MAX_VALUE = 2000;
const MAX_MEMBER = 500;

const shortened = (text: string | undefined, length: number) => (text === undefined ? undefined : clip(text, length));

/** The value of a button that opens the request form. A draft that does not fit loses the end of its longest member. */
export const encodeDraft = (draft: Draft): string => {
  const { name, when, reason, ...rest } = draft;
  const given = Object.keys(defined(draft)).length;
  if (given === 0) return NOTHING;
  // Buttons of earlier releases have the bare name.
  if (given === 1 && name !== undefined && NAME.test(name)) return name;
  for (let length = MAX_MEMBER; ; length = Math.floor(length / 2)) {
    const [shortName, shortWhen] = [shortened(name, Math.min(length, 50)), shortened(when, Math.min(length, 100))];
    const members = defined({ name: shortName, when: shortWhen, reason: shortened(reason, length) });
    const text = JSON.stringify({ ...members, ...rest });
    if (text.length <= MAX_VALUE) return text;
  }
};

/** The value of a button that confirms a command. If it does not fit, the end of the reason is cut off. */
export const encodeCommand = (command: string): string => clip(command, MAX_VALUE);

const jsonOf = (text: string): Readonly<Record<string, unknown>> => {
  try {
    return Object(JSON.parse(text)) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
};

/** An empty draft for a text that `encodeDraft` does not write. */
export const parseDraft = (text: string): Draft => {
  if (NAME.test(text)) return { name: text };
  if (!text.startsWith('{')) return {};
  const { name, when, onBehalfOf, isForUnknown, emergency, reason, anyway } = jsonOf(text);
  const textOf = (member: unknown) => (typeof member === 'string' && member.length <= MAX_MEMBER ? member : undefined);
  return defined({
    name: textOf(name),
    when: textOf(when),
    onBehalfOf: typeof onBehalfOf === 'string' && USER.test(onBehalfOf) ? parseSlackUserId(onBehalfOf) : undefined,
    isForUnknown: isForUnknown === true ? true : undefined,
    emergency: emergency === true ? true : undefined,
    reason: textOf(reason),
    anyway: anyway === true ? true : undefined,
  });
};

const FOR_OTHER = 'for another user';
const ANYWAY = 'anyway';

/** The `private_metadata` of the request form: whether a user must be chosen whom it is for, and whether it is requested again. */
export const encodeFormState = (isHolderRequired: boolean, isAnyway: boolean): string =>
  [...(isHolderRequired ? [FOR_OTHER] : []), ...(isAnyway ? [ANYWAY] : [])].join();

export const isHolderRequired = (metadata: string): boolean => metadata.startsWith(FOR_OTHER);

export const isAnyway = (metadata: string): boolean => metadata.endsWith(ANYWAY);
