import { AwsError } from '../errors.ts';
import type { HttpRequest } from '../http/request.ts';
import type { ObjectState } from '../world/state.ts';

const failed = (): AwsError =>
  new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);

const names = (header: string, etag: string): boolean =>
  header === '*' || header.split(',').some((one) => one.trim().replaceAll('"', '') === etag);

/** Checks the conditions of a conditional write. With If-None-Match `*`, only one writer acquires a lock. */
export const requireWriteConditions = ({ headers }: HttpRequest, present: ObjectState | undefined): void => {
  const { 'if-none-match': ifNoneMatch, 'if-match': ifMatch } = headers;
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
    throw new AwsError('NotImplemented', 'A write knows If-None-Match with * only', 501);
  }
  if (ifNoneMatch === '*' && present) throw failed();
  if (ifMatch === undefined) return;
  if (!present) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
  if (!names(ifMatch, present.etag)) throw failed();
};

/** Whether the reader's copy is current. Throws if the reader requires a different ETag. */
export const isNotModified = ({ headers }: HttpRequest, present: ObjectState): boolean => {
  const { 'if-none-match': ifNoneMatch, 'if-match': ifMatch } = headers;
  if (ifMatch !== undefined && !names(ifMatch, present.etag)) throw failed();
  return ifNoneMatch !== undefined && names(ifNoneMatch, present.etag);
};

/** The byte range of a Range header; undefined for the whole object. */
export const rangeOf = (
  header: string | undefined,
  size: number,
): { readonly start: number; readonly end: number } | undefined => {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const [, first = '', last = ''] = match;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start >= size || end < start) throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416);
  return { start, end };
};
