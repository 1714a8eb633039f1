import type { Directory } from '../../core/authority/directory.ts';
import { knownGroups } from '../../core/authority/directory.ts';
import type { Catalog, RoleRule, Who } from '../../core/catalog/catalog.ts';
import type { GroupMembers } from '../../core/catalog/lookup.ts';
import { onCallKey } from '../../core/catalog/lookup.ts';
import type { SlackUserId } from '../../core/names.ts';
import type { Request } from '../../core/request/request.ts';
import { mayDecide, rulesInForce } from '../../core/request/review.ts';

/** More people than this are asked in the channel alone: nobody is sure who of them is meant. */
const MOST_ASKED = 15;

const membersOf = (who: Who, groups: GroupMembers): readonly SlackUserId[] => {
  switch (who.kind) {
    case 'user':
      return [who.id];
    case 'group':
      return groups[who.id] ?? [];
    case 'onCall':
      return groups[onCallKey(who.id)] ?? [];
    case 'everyone':
      return [];
    default:
      return who satisfies never;
  }
};

/** The approvers who get the card in a direct message, for the roles whose rule says so: not whoever it is for. */
export const directApprovers = (
  request: Request,
  world: { readonly catalog: Catalog; readonly directory: Directory; readonly now: Date },
): readonly SlackUserId[] => {
  const inForce = rulesInForce(request, world.catalog);
  if (inForce.kind !== 'rules') return [];
  const groups = knownGroups(world.directory, world.now);
  const asking = inForce.rules.filter(({ notifyApprovers }: RoleRule) => notifyApprovers === 'direct');
  const people = asking.flatMap(({ approvers }) => approvers).flatMap((who) => membersOf(who, groups));
  return [...new Set(people)]
    .filter((user) => user !== request.asked.by && mayDecide(request, user, world))
    .slice(0, MOST_ASKED);
};
