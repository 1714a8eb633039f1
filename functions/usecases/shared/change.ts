import type { UserArn } from '../../core/names.ts';
import { record } from '../../core/request/evolve.ts';
import type { RequestFact } from '../../core/request/facts.ts';
import type { RequestId } from '../../core/request/ids.ts';
import { type DeliveryProgress, type Request, timeOf } from '../../core/request/request.ts';
import type { UserAccess } from '../../core/trust/user-access.ts';
import type { Clock, Log, RequestStore, UserAccessStore, Wake, WakeQueue } from '../ports.ts';

const MAX_TRIES = 25;

/** What a decision does to a request: facts, other progress, or nothing. */
export interface Change<Outcome> {
  readonly outcome?: Outcome;
  readonly facts?: readonly RequestFact[];
  readonly progress?: Partial<Omit<DeliveryProgress, 'dueAt'>>;
}

/**
 * Decides on the stored request and stores the outcome. If another write came in between, it decides again. `now` is never
 * earlier than the last fact. `known` saves a read: the write fails if it is no longer current.
 *
 *   approver A  read v3 ── decide: approved ── write v4 if v3 ✓
 *   approver B  read v3 ── decide: approved ── write v4 if v3 ✗ ── read v4 ── decide: already decided
 */
export const changeRequest = async <Outcome>(
  { requests, clock }: { readonly requests: Pick<RequestStore, 'get' | 'save'>; readonly clock: Pick<Clock, 'now'> },
  id: RequestId,
  decide: (request: Request, now: Date) => Promise<Change<Outcome>> | Change<Outcome>,
  known?: Request,
): Promise<{ request: Request; outcome: Outcome | undefined } | undefined> => {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const request = tries === 0 && known !== undefined ? known : await requests.get(id);
    if (request === undefined) return undefined;
    const now = timeOf(request, clock.now());
    const { outcome, facts = [], progress } = await decide(request, now);
    if (facts.length === 0 && progress === undefined) return { request, outcome };
    const saved = await requests.save(record(request, facts, now, progress));
    if (saved !== undefined) return { request: saved, outcome };
  }
  throw new Error(`request ${id} changed under ${MAX_TRIES} attempts to change it`);
};

/**
 * Changes the access of a user in the same way. `decide` returns the same object if nothing has to be stored. One item holds
 * all access of a user, so that two requests at once cannot both take the last capacity.
 */
export const changeUser = async (
  users: UserAccessStore,
  user: UserArn,
  decide: (access: UserAccess) => UserAccess,
): Promise<UserAccess> => {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const { access } = await users.read(user);
    const next = decide(access);
    if (next === access || (await users.save(next))) return next;
  }
  throw new Error(`the access of ${user} changed under ${MAX_TRIES} attempts to change it`);
};

/** Wakes a worker after a write. A queue fault is logged: the sweep finds unfinished work within a minute. */
export const wakeAfterStore = async (queue: WakeQueue, log: Log, target: Wake): Promise<void> => {
  try {
    await queue.wake(target);
  } catch (cause) {
    log.warn('the queue did not take a wake-up; the sweep will', { ...target, cause });
  }
};

/** Ends several requests. One that cannot be read or written is logged and left, and does not keep the others open. */
export const endEach = async (
  { log }: { readonly log: Log },
  ids: readonly RequestId[],
  /** Undefined if there was nothing to end. */
  end: (id: RequestId) => Promise<Request | undefined>,
): Promise<{ readonly ended: readonly Request[]; readonly left: readonly RequestId[] }> => {
  const ended: Request[] = [];
  const left: RequestId[] = [];
  for (const id of ids) {
    try {
      const request = await end(id);
      if (request !== undefined) ended.push(request);
    } catch (cause) {
      log.error('a request could not be ended', { request: id, cause });
      left.push(id);
    }
  }
  return { ended, left };
};
