import type { RoleArn, UserArn } from '../../core/names.ts';
import { close } from '../../core/request/end.ts';
import type { RequestId } from '../../core/request/ids.ts';
import { isClosed, type Request, type RequestStatus } from '../../core/request/request.ts';
import type { Needs } from '../ports.ts';
import { changeRequest } from '../shared/change-request.ts';
import { changeUser } from '../shared/change-user.ts';
import { wakeAfterStore } from '../shared/wake-after-store.ts';

export type Revoking =
  | { readonly kind: 'revoked'; readonly request: Request }
  | { readonly kind: 'unknown' }
  /** Nothing is held yet: approvers decide. */
  | { readonly kind: 'still_pending'; readonly request: Request }
  | { readonly kind: 'already_closed'; readonly request: Request; readonly status: RequestStatus['kind'] }
  /** The request cannot be read, so its rows were ended: on these roles. */
  | { readonly kind: 'rows_ended'; readonly roles: readonly RoleArn[] };

type Deps = Needs<
  'users' | 'queue' | 'log',
  { requests: 'get' | 'getMany' | 'save'; grants: 'get' | 'endBy'; clock: 'now' }
> & {
  /** The roles whose rows are searched where a request cannot be read. */
  readonly roles: readonly RoleArn[];
};

/** Ends a user's access for an operator; AWS decides who may write to the table. `why` is recorded and sent. */
export const createRevoke = (deps: Deps) => {
  const { requests, grants, users, queue, clock, log } = deps;

  const endUser = async (user: UserArn, id: RequestId, now: Date): Promise<void> => {
    await changeUser(users, user, (access) => {
      const isOpen = access.entries.some(({ requestId, endsAt }) => requestId === id && (endsAt ?? now) >= now);
      const entries = access.entries.map((entry) =>
        entry.requestId === id ? { ...entry, startsAt: entry.startsAt ?? now, endsAt: now } : entry,
      );
      return isOpen ? { ...access, entries } : access;
    });
    await wakeAfterStore(queue, log, { kind: 'user', arn: user });
  };

  const endRows = async (id: RequestId): Promise<Revoking> => {
    const now = clock.now();
    const ended: RoleArn[] = [];
    const owners = new Set<UserArn>();
    for (const role of deps.roles) {
      const row = await grants.get(role, id);
      if (row === undefined) continue;
      if (row !== 'damaged' && row.principal.kind === 'iam-user') owners.add(row.principal.arn);
      await grants.endBy(role, id, now);
      await wakeAfterStore(queue, log, { kind: 'role', arn: role });
      ended.push(role);
    }
    for (const user of owners) await endUser(user, id, now);
    return { kind: 'rows_ended', roles: ended };
  };

  return async (id: RequestId, why: string): Promise<Revoking> => {
    let isUnreadable = false;
    await requests.getMany([id], () => {
      isUnreadable = true;
    });
    if (isUnreadable) return endRows(id);
    const changed = await changeRequest<Revoking['kind']>({ requests, clock }, id, ({ status }, now) => {
      if (status.kind === 'pending') return { outcome: 'still_pending' };
      if (isClosed(status)) return { outcome: 'already_closed' };
      return { outcome: 'revoked', facts: close({ status }, { reason: 'revoked', why }, now) };
    });
    if (changed === undefined) return { kind: 'unknown' };
    const { outcome, request } = changed;
    if (outcome === 'revoked') await wakeAfterStore(queue, log, { kind: 'request', id });
    return outcome === 'already_closed'
      ? { kind: outcome, request, status: request.status.kind }
      : { kind: outcome as 'revoked' | 'still_pending', request };
  };
};
