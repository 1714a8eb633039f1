import { defined } from '../../core/defined.ts';
import { addMinutes } from '../../core/time.ts';
import { type Grant, isOpen, type RoleState } from '../../core/trust/grant.ts';
import { refusalKeptUntil } from '../../core/trust/retention.ts';
import type { Needs } from '../ports.ts';
import { isInCatalog } from './role-state.ts';

type Deps = Needs<'catalog' | 'grants' | 'queue'>;

/** Minutes until the next check whether the role exists again: while it has grants, and otherwise. */
const WITH_ROWS_MINUTES = 5;
const WITHOUT_ROWS_MINUTES = 360;

/** Returns whether the grant was removed. A refused grant stays until its request has read the reason. */
const clear = async ({ grants, queue }: Deps, grant: Grant, now: Date): Promise<boolean> => {
  const isKept = grant.state === 'refused' && now < refusalKeptUntil(grant.endsAt);
  if (!isKept) await grants.remove(grant.roleArn, grant.requestId);
  else if (grant.closedAt === undefined) await grants.markClosed(grant, now);
  if (grant.closedAt === undefined) await queue.wake({ kind: 'request', id: grant.requestId });
  return !isKept;
};

/** Removes the grants of a role that was deleted in AWS. A role that is not in the catalog either is not checked again. */
export const clearDeletedRole = async (
  deps: Deps,
  planned: readonly Grant[],
  state: RoleState | undefined,
  now: Date,
): Promise<void> => {
  let hasRows = false;
  for (const grant of planned) if (isOpen(grant, now) || !(await clear(deps, grant, now))) hasRows = true;
  if (state === undefined) return;
  const { dueAt: _, ...seen } = state;
  const isChecked = hasRows || isInCatalog(deps.catalog, state.roleArn);
  const dueAt = isChecked ? addMinutes(now, hasRows ? WITH_ROWS_MINUTES : WITHOUT_ROWS_MINUTES) : undefined;
  await deps.grants.saveRoleState({ ...seen, seenAt: now, ...defined({ dueAt }) });
};
