import { sha256 } from '../hash.ts';
import type { AccessName, Brand, SlackUserId } from '../names.ts';
import { addMinutes } from '../time.ts';

export type RequestId = Brand<string, 'RequestId'>;

export const isRequestId = (text: string): text is RequestId => /^[0-9a-f]{20}$/.test(text);

/** Throws RangeError for other text. */
export const parseRequestId = (text: string): RequestId => {
  if (!isRequestId(text)) throw new RangeError(`"${text}" is not the id of a request (20 hex digits)`);
  return text;
};

/**
 * The ID of the next request of a user for one target. It depends on the previous ID, so that of two commands at the
 * same time only one can be stored, and on the day (UTC), so that IDs do not repeat after requests were deleted.
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
 * The IDs under which the next request may already be stored: today's, and in the first minute of a day also
 * yesterday's.
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
