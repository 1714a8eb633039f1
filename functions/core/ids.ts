import type { Brand } from './brand.ts';
import { sha256 } from './hash.ts';
import type { AccessName, SlackUserId } from './names.ts';

export type RequestId = Brand<string, 'RequestId'>;

/** The only way to read a RequestId that came from outside. Throws RangeError that names the text. */
export const parseRequestId = (text: string): RequestId => {
  if (!/^[0-9a-f]{20}$/.test(text)) throw new RangeError(`"${text}" is not the id of a request (20 hex digits)`);
  return text as RequestId;
};

/**
 * The id of the next request of a user for one role or bundle. It follows from the id of the one before, so that two
 * commands at the same instant make the same id and only one of them can be stored: no second request while one is
 * pending. The UTC day keeps ids from repeating once DynamoDB has deleted the requests before.
 */
export const nextRequestId = (
  by: SlackUserId,
  target: AccessName,
  previous: RequestId | undefined,
  at: Date,
): RequestId =>
  parseRequestId(sha256(`${by}\n${target}\n${previous ?? ''}\n${at.toISOString().slice(0, 10)}`).slice(0, 20));
