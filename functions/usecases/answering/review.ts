import type { Actor } from '../../core/authority/directory.ts';
import type { Catalog } from '../../core/catalog/catalog.ts';
import type { RequestId } from '../../core/ids.ts';
import { grantsOf } from '../../core/request/ask.ts';
import { MAX_EVENTS } from '../../core/request/facts.ts';
import type { MessageRef, Request } from '../../core/request/request.ts';
import type { ReviewDecision } from '../../core/request/review.ts';
import { decideApproval, decideDenial, withRefusedClick } from '../../core/request/review.ts';
import { changeRequest } from '../change-request.ts';
import type { Clock, DirectoryStore, GrantStore, Log, RefusalLog, RequestStore, WakeQueue } from '../ports.ts';
import { refuseRoom } from '../room.ts';
import { wakeAfterStore } from '../wake.ts';

interface Deps {
  readonly catalog: Catalog;
  readonly directory: Pick<DirectoryStore, 'read'>;
  readonly requests: Pick<RequestStore, 'get' | 'save'>;
  readonly grants: Pick<GrantStore, 'ofRole'>;
  readonly refusals: RefusalLog;
  readonly queue: WakeQueue;
  readonly clock: Clock;
  readonly log: Log;
}

/** `shorter`: approved for fewer minutes than were asked for. */
export type Verdict = 'approve' | { readonly shorter: number } | { readonly deny: string };

interface Click {
  readonly actor: Actor;
  readonly id: RequestId;
  readonly verdict: Verdict;
  /** The message whose button was pressed. */
  readonly at?: MessageRef;
}

/** Remembers a card that was posted and then forgotten in a crash, so that it is redrawn with the others. */
const withCard = (request: Request, at: MessageRef | undefined): Request => {
  const isCard = at !== undefined && request.asked.roles.some(({ rule }) => rule.channel === at.channel);
  const isKnown = request.cards.some(({ channel, ts }) => channel === at?.channel && ts === at.ts);
  return !isCard || isKnown ? request : { ...request, cards: [...request.cards, at] };
};

/**
 * Takes a click on Approve or Deny. Everything but the id is read from the store. A click that does not count is
 * recorded with the request, and the worker tells the person who pressed.
 */
export const createReview = (deps: Deps) => {
  const decide = async ({ id, actor, verdict, at }: Click) => {
    const directory = await deps.directory.read();
    return changeRequest<ReviewDecision>(deps.requests, id, async (stored) => {
      const request = withCard(stored, at);
      const before = request.asked.extends?.request;
      const extended = before === undefined ? undefined : await deps.requests.get(before);
      const world = { catalog: deps.catalog, directory, now: deps.clock.now(), extended };
      const isApproval = verdict === 'approve' || 'shorter' in verdict;
      const minutes = verdict !== 'approve' && 'shorter' in verdict ? verdict.shorter : undefined;
      let outcome: ReviewDecision = isApproval
        ? decideApproval(request, actor, world, minutes)
        : decideDenial(request, actor, verdict.deny, world);
      if (outcome.kind === 'approved' && outcome.request.status.kind === 'approved') {
        const partitions = await Promise.all(request.asked.roles.map(({ arn }) => deps.grants.ofRole(arn)));
        const full = refuseRoom(partitions, grantsOf(request, outcome.request.status), world.now);
        if (full !== undefined) outcome = { kind: 'refused', refusal: full };
      }
      if (outcome.kind !== 'refused') return { outcome, next: outcome.request };
      if (request.events.length >= MAX_EVENTS) return { outcome };
      const action = isApproval ? 'approve' : 'deny';
      return { outcome, next: withRefusedClick(request, actor.id, action, outcome.refusal, world.now) };
    });
  };

  return async (click: Click): Promise<ReviewDecision | { kind: 'unknown' }> => {
    const { actor, id, verdict } = click;
    const decided = await decide(click);
    if (decided === undefined) {
      const text = verdict !== 'approve' && 'deny' in verdict ? `deny ${id}` : `approve ${id}`;
      const { refusals, catalog, clock } = deps;
      await refusals.record({
        at: clock.now(),
        by: actor.id,
        text,
        refusal: 'unknown_request',
        catalogHash: catalog.hash,
      });
      return { kind: 'unknown' };
    }
    await wakeAfterStore(deps.queue, deps.log, { kind: 'request', id });
    return decided.outcome;
  };
};
