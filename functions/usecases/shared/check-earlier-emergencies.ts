import type { AuthorityWorld } from '../../core/authority/membership.ts';
import { refuseUnreviewed, type UnreviewedRefusal } from '../../core/request/emergency.ts';
import type { Request } from '../../core/request/request.ts';
import type { Needs } from '../ports.ts';
import { readAllOpenAndLatestOf } from './read-requests.ts';

/** Refuses an emergency until the earlier ones of the same user are reviewed. Reads nothing for another request. */
export const checkEarlierEmergencies = async (
  deps: Needs<never, { requests: 'getMany' | 'recentOf'; due: 'open'; log: 'error' }>,
  request: Pick<Request, 'requested'> & Partial<Pick<Request, 'id'>>,
  world: AuthorityWorld,
): Promise<UnreviewedRefusal | undefined> =>
  request.requested.emergency === true
    ? refuseUnreviewed(request, await readAllOpenAndLatestOf(deps, request.requested.by), world)
    : undefined;
