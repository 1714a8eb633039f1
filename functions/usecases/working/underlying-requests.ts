import type { RequestId } from '../../core/request/ids.ts';
import type { JudgingWorld } from '../../core/request/preconditions.ts';
import type { Request } from '../../core/request/request.ts';
import type { Needs } from '../ports.ts';
import { readRequests } from '../shared/read-requests.ts';

/** The requests behind some rows, with the requests they extend. An unreadable one is known apart from a missing one. */
export interface Underlying {
  readonly requests: ReadonlyMap<RequestId, Request>;
  readonly unreadable: ReadonlySet<RequestId>;
  /** The world to judge one of them in. */
  readonly worldOf: (request: Request, now: Date) => JudgingWorld;
}

type Deps = Needs<'catalog' | 'log', { directory: 'read'; requests: 'getMany' }>;

/** Reads the requests behind some rows, and the directory, before any of them is judged. */
export const readUnderlying = async (
  { catalog, directory: store, requests, log }: Deps,
  ids: readonly RequestId[],
): Promise<Underlying> => {
  const unreadable = new Set<RequestId>();
  const read = (some: readonly RequestId[]) => readRequests({ requests, log }, some, (id) => unreadable.add(id));
  const [found, directory] = await Promise.all([read([...new Set(ids)]), store.read()]);
  const known = new Map(found.map((request) => [request.id, request]));
  const bases = found.flatMap(({ requested }) => requested.extends?.request ?? []).filter((id) => !known.has(id));
  for (const base of await read([...new Set(bases)])) known.set(base.id, base);
  const worldOf = ({ requested }: Request, now: Date): JudgingWorld => ({
    catalog,
    directory,
    now,
    base:
      requested.extends &&
      (unreadable.has(requested.extends.request) ? 'unreadable' : known.get(requested.extends.request)),
  });
  return { requests: known, unreadable, worldOf };
};
