import type { AuthorityWorld } from '../../core/authority/membership.ts';
import { grantsOf } from '../../core/request/decide-request.ts';
import type { MessageRef, Request } from '../../core/request/request.ts';
import { decideApproval, decideDenial, type ReviewDecision } from '../../core/request/review.ts';
import type { Needs } from '../ports.ts';
import { readBase } from '../shared/read-base.ts';
import { type Click, type ClickDeps, reviewClick } from './decide-click.ts';
import { refuseRoleCapacity } from './role-capacity.ts';

type Deps = ClickDeps & Needs<'hub', { requests: 'getMany'; grants: 'ofRole' }>;

/** `shorter`: approved for fewer minutes than were requested. */
export type ApproverChoice = 'approve' | { readonly shorter: number } | { readonly deny: string };

/** The cards of a request, with the clicked one if a crash kept it from being stored, so that it is updated too. */
const cardsWith = ({ requested, cards }: Request, card: MessageRef | undefined): readonly MessageRef[] => {
  const isCard = card !== undefined && requested.roles.some(({ rule }) => rule.channel === card.channel);
  const isStored = cards.some(({ channel, ts }) => channel === card?.channel && ts === card.ts);
  return isCard && !isStored ? [...cards, card] : cards;
};

/** Takes an approver's decision. Everything but the ID of the request is read from the store. */
export const createReview =
  (deps: Deps) =>
  ({ choice, ...click }: Click & { readonly choice: ApproverChoice }) => {
    const { actor, card } = click;
    const isDenial = typeof choice === 'object' && 'deny' in choice;

    const decide = async (request: Request, known: AuthorityWorld): Promise<ReviewDecision> => {
      const world = { ...known, base: await readBase(deps.requests, request) };
      if (isDenial) return decideDenial(request, actor, choice.deny, world);
      const decision = decideApproval(request, actor, world, choice === 'approve' ? undefined : choice.shorter);
      if (decision.kind !== 'approved') return decision;
      const partitions = await Promise.all(request.requested.roles.map(({ arn }) => deps.grants.ofRole(arn)));
      const full = refuseRoleCapacity(partitions, grantsOf(request, decision), deps.hub, world.now);
      return full === undefined ? decision : { kind: 'refused', refusal: full };
    };

    const progress = (request: Request) => ({ cards: cardsWith(request, card) });
    return reviewClick<ReviewDecision>(deps, click, isDenial ? 'deny' : 'approve', { decide, progress });
  };
