import type { Catalog } from '../../core/catalog/catalog.ts';
import type { Grant, RoleState } from '../../core/grant.ts';
import { isOpen } from '../../core/grant.ts';
import type { UserArn } from '../../core/names.ts';
import { addMinutes } from '../../core/time.ts';
import { refusalKeptUntil } from '../../core/trust/kept.ts';
import type { GrantStore, Iam, WakeQueue } from '../ports.ts';

interface Deps {
  readonly catalog: Catalog;
  readonly grants: Pick<GrantStore, 'remove' | 'markIdentityCleared' | 'saveRoleState'>;
  readonly iam: Pick<Iam, 'apply'>;
  readonly queue: WakeQueue;
}

/** Minutes between two looks at whether a role is back: while something of it is left to tidy up, and otherwise. */
const LEFT_LOOK_MINUTES = 5;
const GONE_LOOK_MINUTES = 360;

/** The person's side of a grant, where we write it. */
export const managedUser = ({ principal }: Grant): readonly UserArn[] =>
  principal.kind === 'iam-user' && principal.identity === 'managed' ? [principal.arn] : [];

/**
 * Tidies up after a role that does not exist any more. Its sessions went with it, so only the person's side can be left.
 * A role that the catalog does not know either is forgotten.
 */
export const createClearGoneRole = ({ catalog, grants, iam, queue }: Deps) => {
  /** Answers whether the row has gone too: whoever follows the request of a refused one has to learn why. */
  const clear = async (grant: Grant, now: Date): Promise<boolean> => {
    for (const userArn of grant.identityCleared ? [] : managedUser(grant)) {
      await iam.apply({ kind: 'delete_identity', roleArn: grant.roleArn, userArn });
    }
    const isKept = grant.state === 'refused' && now < refusalKeptUntil(grant);
    if (!isKept) await grants.remove(grant);
    else if (!grant.identityCleared) await grants.markIdentityCleared(grant, now);
    if (!grant.identityCleared) await queue.wake({ kind: 'request', id: grant.requestId });
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
