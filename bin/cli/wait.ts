import type { RoleArn } from '../../functions/core/names.ts';
import type { Clock, GrantStore } from '../../functions/usecases/ports.ts';

/** Checks every so often until the check holds. Returns whether it did in time. */
export const waitUntil = async (
  clock: Clock,
  { everyMs, mostSeconds }: { readonly everyMs: number; readonly mostSeconds: number },
  check: () => Promise<boolean>,
): Promise<boolean> => {
  for (let waitedMs = 0; waitedMs <= mostSeconds * 1000; waitedMs += everyMs) {
    if (await check()) return true;
    await clock.pause(everyMs);
  }
  return false;
};

export const MOST_SECONDS = 60;

/** Remembers when the worker last read each role. The result waits until it has read a role again. */
export const createRoleChecks = (grants: Pick<GrantStore, 'ofRole'>, clock: Clock) => {
  const before = new Map<RoleArn, number>();
  const lastCheck = async (role: RoleArn): Promise<number> => (await grants.ofRole(role)).state?.seenAt.getTime() ?? 0;
  return {
    note: async (role: RoleArn): Promise<void> => {
      before.set(role, await lastCheck(role));
    },
    /** Whether the worker has read the role again in time. */
    wait: (role: RoleArn): Promise<boolean> =>
      waitUntil(
        clock,
        { everyMs: 1000, mostSeconds: MOST_SECONDS },
        async () => (await lastCheck(role)) > (before.get(role) ?? 0),
      ),
  };
};
