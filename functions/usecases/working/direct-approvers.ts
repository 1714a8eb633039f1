import { type AuthorityWorld, membersOf } from '../../core/authority/membership.ts';
import type { SlackUserId } from '../../core/names.ts';
import type { Request } from '../../core/request/request.ts';
import { canDecide } from '../../core/request/review.ts';
import { rulesInForce } from '../../core/request/rules.ts';

/** With more approvers, a direct message asks none of them in particular. The channel has the card. */
const MAX_DIRECT_APPROVERS = 15;

/** The approvers who get the card in a direct message by the rules of the roles. The holder is not one of them. */
export const directApprovers = (request: Request, world: AuthorityWorld): readonly SlackUserId[] => {
  const inForce = rulesInForce(request, world.catalog);
  if (inForce.kind !== 'rules') return [];
  const rules = inForce.rules.filter(({ notifyApprovers }) => notifyApprovers === 'direct');
  const users = rules.flatMap(({ approvers }) => approvers).flatMap((who) => membersOf(who, world) ?? []);
  return [...new Set(users)]
    .filter((user) => user !== request.requested.by && canDecide(request, user, world))
    .slice(0, MAX_DIRECT_APPROVERS);
};
