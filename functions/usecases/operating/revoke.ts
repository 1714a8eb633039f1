import type { RoleArn, UserArn } from '../../core/names.ts';
import { close } from '../../core/request/end.ts';
import type { RequestId } from '../../core/request/ids.ts';
import { isClosed, type Request } from '../../core/request/request.ts';
import type { Needs } from '../ports.ts';
import { changeRequest, changeUser, wakeAfterStore } from '../shared/change.ts';
import { readOne } from '../shared/read-requests.ts';

export type Revoking =
  | { readonly kind: 'revoked' | 'still_pending' | 'already_closed'; readonly request: Request }
  | { readonly kind: 'unknown' }
  /** The request cannot be read, so its grants on these roles were ended. */
  | { readonly kind: 'rows_ended'; readonly roles: readonly RoleArn[] };

type Deps = Needs<'users' | 'queue' | 'log' | 'requests' | 'grants' | 'clock'> & {
  /** The roles whose grants are searched if a request cannot be read. */
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
    if ((await readOne(requests, id)) === 'unreadable') return endRows(id);
    const changed = await changeRequest<'revoked' | 'still_pending' | 'already_closed'>(deps, id, ({ status }, now) => {
      if (status.kind === 'pending') return { outcome: 'still_pending' };
      if (isClosed(status)) return { outcome: 'already_closed' };
      return { outcome: 'revoked', facts: close({ status }, { reason: 'revoked', why }, now) };
    });
    if (changed?.outcome === undefined) return { kind: 'unknown' };
    const { outcome, request } = changed;
    if (outcome === 'revoked') await wakeAfterStore(queue, log, { kind: 'request', id });
    return { kind: outcome, request };
  };
};
