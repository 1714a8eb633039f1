import { record } from '../../core/request/evolve.ts';
import type { RequestFact } from '../../core/request/facts.ts';
import type { RequestId } from '../../core/request/ids.ts';
import { type DeliveryProgress, type Request, timeOf } from '../../core/request/request.ts';
import type { Clock, RequestStore } from '../ports.ts';

/** The same item was written again and again between our read and our write. */
export class ContentionFault extends Error {
  override readonly name = 'ContentionFault';
  readonly id: string;

  constructor(what: string, id: string, tries: number) {
    super(`${what} ${id} changed under ${tries} attempts to change it`);
    this.id = id;
  }
}

const MAX_TRIES = 25;

/** What a decision does to a request: facts, other progress, or nothing. */
export interface Change<Outcome> {
  readonly outcome: Outcome;
  readonly facts?: readonly RequestFact[];
  readonly progress?: Partial<Omit<DeliveryProgress, 'dueAt'>>;
}

/**
 * Decides on what is stored and stores the outcome, provided nothing changed in between; else decides again on what is
 * stored then. `now` is never earlier than the last fact. Throws ContentionFault. A caller that has just read or written
 * the request hands it in, which saves reading it: the write shows whether it is still current.
 *
 *   approver A  read v3 ── decide: approved ── write v4 if v3 ✓
 *   approver B  read v3 ── decide: approved ── write v4 if v3 ✗ ── read v4 ── decide: already decided
 */
export const changeRequest = async <Outcome>(
  { requests, clock }: { readonly requests: Pick<RequestStore, 'get' | 'save'>; readonly clock: Pick<Clock, 'now'> },
  id: RequestId,
  decide: (request: Request, now: Date) => Promise<Change<Outcome>> | Change<Outcome>,
  known?: Request,
): Promise<{ request: Request; outcome: Outcome } | undefined> => {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const request = tries === 0 && known !== undefined ? known : await requests.get(id);
    if (request === undefined) return undefined;
    const now = timeOf(request, clock.now());
    const { outcome, facts = [], progress } = await decide(request, now);
    if (facts.length === 0 && progress === undefined) return { request, outcome };
    const saved = await requests.save(record(request, facts, now, progress));
    if (saved !== undefined) return { request: saved, outcome };
  }
  throw new ContentionFault('request', id, MAX_TRIES);
};
