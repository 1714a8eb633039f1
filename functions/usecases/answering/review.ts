import type { Actor } from '../../core/authority/directory.ts';
import type { RequestId } from '../../core/ids.ts';
import { grantsOf } from '../../core/request/decide-request.ts';
import type { JudgingWorld } from '../../core/request/preconditions.ts';
import type { MessageRef, Request } from '../../core/request/request.ts';
import { decideApproval, decideDenial, type ReviewDecision } from '../../core/request/review.ts';
import type { Needs } from '../ports.ts';
import { changeRequest } from '../shared/change-request.ts';
import { readBase } from '../shared/read-base.ts';
import { wakeAfterStore } from '../shared/wake-after-store.ts';
import { recordRefusal, recordRefusedClick } from './refusals.ts';
import { refuseRoleCapacity } from './role-capacity.ts';

type Deps = Needs<
  'catalog' | 'hub' | 'queue' | 'clock' | 'log',
  { directory: 'read'; requests: 'get' | 'getMany' | 'save'; grants: 'ofRole'; refusals: 'record' }
>;

/** `shorter`: approved for fewer minutes than were requested. */
export type Verdict = 'approve' | { readonly shorter: number } | { readonly deny: string };

interface Click {
  readonly actor: Actor;
  readonly id: RequestId;
  readonly verdict: Verdict;
  /** The message whose button was clicked. */
  readonly card?: MessageRef;
}

/** The cards of a request, with the clicked one if a crash kept it from being stored, so that it is updated too. */
const cardsWith = ({ requested, cards }: Request, card: MessageRef | undefined): readonly MessageRef[] => {
  const isCard = card !== undefined && requested.roles.some(({ rule }) => rule.channel === card.channel);
  const isStored = cards.some(({ channel, ts }) => channel === card?.channel && ts === card.ts);
  return isCard && !isStored ? [...cards, card] : cards;
};

/** Takes a click on Approve or Deny. All but the id is read from the store; a refused click is stored by itself. */
export const createReview = (deps: Deps) => {
  const { catalog, requests } = deps;

  const decideOn = async (request: Request, { actor, verdict }: Click, world: JudgingWorld) => {
    if (verdict !== 'approve' && 'deny' in verdict) return decideDenial(request, actor, verdict.deny, world);
    const minutes = verdict === 'approve' ? undefined : verdict.shorter;
    const decision = decideApproval(request, actor, world, minutes);
    if (decision.kind !== 'approved') return decision;
    const partitions = await Promise.all(request.requested.roles.map(({ arn }) => deps.grants.ofRole(arn)));
    const full = refuseRoleCapacity(partitions, grantsOf(request, decision), deps.hub, world.now);
    return full === undefined ? decision : ({ kind: 'refused', refusal: full } as const);
  };

  return async (click: Click): Promise<ReviewDecision | { kind: 'unknown' }> => {
    const { actor, id, verdict, card } = click;
    const action = verdict !== 'approve' && 'deny' in verdict ? 'deny' : 'approve';
    const directory = await deps.directory.read();
    const decided = await changeRequest<ReviewDecision>(deps, id, async (request, now) => {
      const base = await readBase(requests, request);
      const outcome = await decideOn(request, click, { catalog, directory, now, base });
      if (outcome.kind === 'refused') return { outcome };
      return { outcome, facts: outcome.facts, progress: { cards: cardsWith(request, card) } };
    });
    if (decided === undefined) {
      await recordRefusal(deps, actor, `${action} ${id}`, { kind: 'unknown_request' });
      return { kind: 'unknown' };
    }
    const { outcome } = decided;
    if (outcome.kind === 'refused')
      await recordRefusedClick(deps, actor, { request: id, action, card }, outcome.refusal);
    // A request that is past its time lapses now, not at the next sweep.
    if (outcome.kind !== 'refused' || outcome.refusal.kind === 'too_late')
      await wakeAfterStore(deps.queue, deps.log, { kind: 'request', id });
    return outcome;
  };
};
