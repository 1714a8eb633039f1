import { sha256 } from '../hash.ts';
import type { AccessName, Brand, SlackUserId } from '../names.ts';
import { addMinutes } from '../time.ts';

export type RequestId = Brand<string, 'RequestId'>;

export const isRequestId = (text: string): text is RequestId => /^[0-9a-f]{20}$/.test(text);

/** The only way to read a RequestId that came from outside. Throws RangeError that names the text. */
export const parseRequestId = (text: string): RequestId => {
  if (!isRequestId(text)) throw new RangeError(`"${text}" is not the id of a request (20 hex digits)`);
  return text;
};

/**
 * The id of the next request of a user for one target. It follows from the id of the one before, so that two commands
 * at the same instant make the same id and only one of them can be stored. It follows from the day (UTC) too: once
 * earlier requests were deleted after their retention there is no id before, and without the day ids would repeat.
 */
export const nextRequestId = (
  by: SlackUserId,
  target: AccessName,
  previous: RequestId | undefined,
  at: Date,
): RequestId => {
  const day = at.toISOString().slice(0, 10);
  return parseRequestId(sha256(`${by}\n${target}\n${previous ?? ''}\n${day}`).slice(0, 20));
};

/**
 * The ids under which the next request may be stored already: today's first, which a new request gets, and during the
 * first minute of a day yesterday's, since the same command may have been given just before midnight.
 */
export const possibleRequestIds = (
  by: SlackUserId,
  target: AccessName,
  previous: RequestId | undefined,
  at: Date,
): readonly [RequestId, ...RequestId[]] => {
  const today = nextRequestId(by, target, previous, at);
  const aMinuteAgo = nextRequestId(by, target, previous, addMinutes(at, -1));
  return aMinuteAgo === today ? [today] : [today, aMinuteAgo];
};
