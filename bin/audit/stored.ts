import type { Grant } from '../../functions/core/grant.ts';
import type { Request } from '../../functions/core/request/request.ts';
import type { Archive } from '../../functions/usecases/operating/inspect-ports.ts';
import type { RefusalRecord } from '../../functions/usecases/ports.ts';
import { type Call, UsageError } from '../cli/command.ts';

/** All stored items, by kind. */
export interface Stored {
  readonly requests: readonly Request[];
  readonly grants: readonly Grant[];
  readonly refusals: readonly RefusalRecord[];
  /** The number of other items: role states, user access, the lockdown. */
  readonly others: number;
  /** Readable items that were changed outside the bot. Requests carry their own marker. */
  readonly damaged: readonly { readonly key: string; readonly what: string }[];
  readonly unreadable: readonly { readonly key: string; readonly why: string }[];
}

const EVERY = 1000;

/** Reads the whole table and reports progress. */
export const readAll = async (archive: Archive, onProgress: (line: string) => void): Promise<Stored> => {
  const [requests, grants, refusals]: [Request[], Grant[], RefusalRecord[]] = [[], [], []];
  const damaged: { key: string; what: string }[] = [];
  const unreadable: { key: string; why: string }[] = [];
  let [count, others] = [0, 0];
  for await (const item of archive.items()) {
    count += 1;
    if (count % EVERY === 0) onProgress(`${count} items read ...`);
    if (item.kind === 'request') requests.push(item.request);
    else if (item.kind === 'grant') grants.push(item.grant);
    else if (item.kind === 'refusal') refusals.push(item.refusal);
    else if (item.kind === 'damaged') damaged.push(item);
    else if (item.kind === 'unreadable') unreadable.push(item);
    else others += 1;
  }
  return { requests, grants, refusals, others, damaged, unreadable };
};

/** Parses a time option: a day, or a day with a time. Throws UsageError. */
export const momentOf = (call: Call, option: string): Date | undefined => {
  const text = call.text(option);
  if (text === undefined) return undefined;
  const isMoment = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z?)?$/.test(text);
  const at = new Date(/T.*[^Z]$/.test(text) ? `${text}Z` : text);
  if (!isMoment || Number.isNaN(at.getTime()))
    throw new UsageError(`--${option} "${text}" is not a time, such as 2030-01-31 or 2030-01-31T17:00Z (UTC)`);
  return at;
};
