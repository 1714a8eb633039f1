import type { RequestId } from '../core/ids.ts';
import type { Request } from '../core/request/request.ts';
import type { RequestStore } from './ports.ts';

/** Somebody else wrote the same request again and again between our read and our write. */
export class ContentionFault extends Error {
  override readonly name = 'ContentionFault';
  readonly id: RequestId;

  constructor(id: RequestId, tries: number) {
    super(`request ${id} changed under ${tries} attempts to change it`);
    this.id = id;
  }
}

const MAX_TRIES = 25;

/**
 * Decides on what is stored and stores the outcome, provided nothing changed in between; else decides anew on what
 * stands then. `decide` answers undefined when nothing has to be stored. Throws ContentionFault. Whoever has just read or
 * written the request hands it in, which saves reading it: the write tells whether it stands still.
 *
 *   approver A  read v3 ── decide: approved ── write v4 if v3 ✓
 *   approver B  read v3 ── decide: approved ── write v4 if v3 ✗ ── read v4 ── decide: already decided
 */
export const changeRequest = async <Outcome>(
  store: Pick<RequestStore, 'get' | 'save'>,
  id: RequestId,
  decide: (request: Request) => Promise<{ next?: Request; outcome: Outcome }> | { next?: Request; outcome: Outcome },
  known?: Request,
): Promise<{ request: Request; outcome: Outcome } | undefined> => {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const request = tries === 0 && known !== undefined ? known : await store.get(id);
    if (request === undefined) return undefined;
    const { next, outcome } = await decide(request);
    if (next === undefined) return { request, outcome };
    const saved = await store.save(next);
    if (saved !== undefined) return { request: saved, outcome };
  }
  throw new ContentionFault(id, MAX_TRIES);
};
