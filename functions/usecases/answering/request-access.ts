import type { Actor } from '../../core/authority/directory.ts';
import { askedInVain } from '../../core/request/asked.ts';
import { isAskedInForm } from '../../core/request/asked-in-form.ts';
import {
  type Allowed,
  decideRequest,
  type RequestInput,
  type RequestRefusal,
  requestOf,
} from '../../core/request/decide-request.ts';
import { possibleRequestIds } from '../../core/request/ids.ts';
import type { Request } from '../../core/request/request.ts';
import type { Needs } from '../ports.ts';
import { wakeAfterStore } from '../shared/change.ts';
import { readRequests } from '../shared/read-requests.ts';
import { type CheckDeps, checkSubmission, type Free, isInTheWay, type NotSubmitted } from './check-submission.ts';
import { createOffer, type Offer } from './offer.ts';
import { recordRefusal } from './refusals.ts';

export type SubmitOutcome = { readonly kind: 'requested'; readonly request: Request } | NotSubmitted;

export type SubmitDeps = CheckDeps & Needs<'queue', { refusals: 'record' }>;

/** More requests of one user for one role than an index can lag behind. */
const MAX_FOLLOWED = 50;

/** Stores the request under the next free ID, unless it exceeds the capacity or another request prevents it. */
const store = async (
  deps: SubmitDeps,
  decision: Allowed,
  { previous, refuseCapacity }: Free,
): Promise<SubmitOutcome> => {
  const { requested } = decision;
  let before = previous;
  for (let followed = 0; followed < MAX_FOLLOWED; followed += 1) {
    const [id, yesterdays] = possibleRequestIds(requested.by, requested.target, before, requested.at);
    const [missed] = yesterdays === undefined ? [] : await readRequests(deps, [yesterdays]);
    const request = requestOf(id, decision, deps.catalog);
    const refusal = missed === undefined ? refuseCapacity(id) : undefined;
    if (refusal !== undefined) return { kind: 'refused', refusal };
    const existing = missed ?? (await deps.requests.create(request));
    if (existing === undefined) {
      await wakeAfterStore(deps.queue, deps.log, { kind: 'request', id });
      return { kind: 'requested', request };
    }
    if (existing !== 'unreadable' && isInTheWay(existing, requested))
      return { kind: 'already_pending', request: existing };
    before = existing === 'unreadable' ? id : existing.id;
  }
  throw new Error(`no free request id for ${requested.target} after ${MAX_FOLLOWED} of ${requested.by}`);
};

/**
 * Stores what a user may request: one write. The ID of a request is derived from the one before it, so that of two commands
 * at the same instant one is stored and the other is shown the pending request.
 */
export const submitRequest = async (
  deps: SubmitDeps,
  actor: Actor,
  text: string,
  decision: Allowed,
  isAnyway = false,
): Promise<SubmitOutcome> => {
  const checked = await checkSubmission(deps, decision, isAnyway);
  const outcome = checked.kind === 'free' ? await store(deps, decision, checked) : checked;
  if (outcome.kind === 'refused') await recordRefusal(deps, actor, text, outcome.refusal);
  return outcome;
};

interface Input {
  readonly actor: Actor;
  readonly input: RequestInput;
  readonly text: string;
}

/** Submits a request, or records its refusal: one write in either case. */
export const createRequestAccess =
  (deps: SubmitDeps) =>
  async ({ actor, input, text }: Input): Promise<SubmitOutcome> => {
    const { catalog, clock } = deps;
    const world = { catalog, directory: await deps.directory.read(), now: clock.now() };
    const decision = decideRequest(input, actor, world);
    if (decision.kind === 'allowed') return submitRequest(deps, actor, text, decision, input.anyway);
    await recordRefusal(deps, actor, text, decision, askedInVain(input, actor.id, world));
    return { kind: 'refused', refusal: decision };
  };

export type CommandOutcome =
  | SubmitOutcome
  /** Something is missing or wrong that the user can enter in the form. Nothing is stored. */
  | { readonly kind: 'incomplete'; readonly refusal: RequestRefusal; readonly offer: Offer };

/** The same for a command, which opens the form if it is not complete. */
export const createRequestByCommand = (deps: SubmitDeps) => {
  const offer = createOffer(deps);
  return async ({ actor, input, text }: Input): Promise<CommandOutcome> => {
    const { catalog, clock } = deps;
    const world = { catalog, directory: await deps.directory.read(), now: clock.now() };
    const decision = decideRequest(input, actor, world);
    if (decision.kind === 'allowed') return submitRequest(deps, actor, text, decision);
    if (isAskedInForm(decision))
      return { kind: 'incomplete', refusal: decision, offer: await offer({ actor, name: input.name }) };
    await recordRefusal(deps, actor, text, decision, askedInVain(input, actor.id, world));
    return { kind: 'refused', refusal: decision };
  };
};
