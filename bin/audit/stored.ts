import type { Request } from '../../functions/core/request/request.ts';
import { auditExportText } from '../../functions/core/text/cli/audit.ts';
import type { Grant } from '../../functions/core/trust/grant.ts';
import type { Archive } from '../../functions/usecases/operating/inspect-ports.ts';
import type { RefusalRecord } from '../../functions/usecases/ports.ts';

/** All stored items, by kind. */
export interface Stored {
  readonly requests: readonly Request[];
  readonly grants: readonly Grant[];
  readonly refusals: readonly RefusalRecord[];
  /** The number of other items: role states, user access, the lockdown, delegations. */
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
    if (count % EVERY === 0) onProgress(auditExportText.itemsRead(count));
    if (item.kind === 'request') requests.push(item.request);
    else if (item.kind === 'grant') grants.push(item.grant);
    else if (item.kind === 'refusal') refusals.push(item.refusal);
    else if (item.kind === 'damaged') damaged.push(item);
    else if (item.kind === 'unreadable') unreadable.push(item);
    else others += 1;
  }
  return { requests, grants, refusals, others, damaged, unreadable };
};
