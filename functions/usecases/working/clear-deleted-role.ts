import { type Grant, isOpen, type RoleState } from '../../core/grant.ts';
import { addMinutes } from '../../core/time.ts';
import { refusalKeptUntil } from '../../core/trust/kept.ts';
import type { Needs } from '../ports.ts';

type Deps = Needs<'catalog' | 'queue', { grants: 'remove' | 'markClosed' | 'saveRoleState' }>;

/** Minutes between two looks at whether a role is back: while rows of it are left, and otherwise. */
const LEFT_LOOK_MINUTES = 5;
const GONE_LOOK_MINUTES = 360;

/** Clears the rows of a role that does not exist any more. One that the catalog lacks too is forgotten. */
export const createClearDeletedRole = ({ catalog, grants, queue }: Deps) => {
  /** Answers whether the row has gone too: a request that was refused still has to read why. */
  const clear = async (grant: Grant, now: Date): Promise<boolean> => {
    const isKept = grant.state === 'refused' && now < refusalKeptUntil(grant);
    if (!isKept) await grants.remove(grant.roleArn, grant.requestId);
    else if (grant.closedAt === undefined) await grants.markClosed(grant, now);
    if (grant.closedAt === undefined) await queue.wake({ kind: 'request', id: grant.requestId });
    return !isKept;
  };

  return async (planned: readonly Grant[], state: RoleState | undefined, now: Date): Promise<void> => {
    let isLeft = false;
    for (const grant of planned) {
      if (isOpen(grant, now) || !(await clear(grant, now))) isLeft = true;
    }
    if (state === undefined) return;
    const { dueAt: _, ...seen } = state;
    const isKnown = Object.values(catalog.roles).some(({ arn }) => arn === state.roleArn);
    const dueAt = addMinutes(now, isLeft ? LEFT_LOOK_MINUTES : GONE_LOOK_MINUTES);
    await grants.saveRoleState({ ...seen, seenAt: now, ...(isLeft || isKnown ? { dueAt } : {}) });
  };
};
