import type { RoleArn } from '../../functions/core/names.ts';
import type { GrantStore } from '../../functions/usecases/ports.ts';
import type { Io } from './io.ts';

const EVERY_MS = 1000;

/** When the worker last checked a role, in milliseconds; 0 for never. */
export const lastLook = async (grants: Pick<GrantStore, 'ofRole'>, role: RoleArn): Promise<number> =>
  (await grants.ofRole(role)).state?.seenAt.getTime() ?? 0;

/** Waits until the worker has checked a role again. Returns whether it did in time. */
export const waitForLook = async (
  grants: Pick<GrantStore, 'ofRole'>,
  role: RoleArn,
  before: number,
  io: Io,
  mostSeconds: number,
): Promise<boolean> => {
  for (let waited = 0; waited <= mostSeconds; waited += EVERY_MS / 1000) {
    if ((await lastLook(grants, role)) > before) return true;
    await io.clock.pause(EVERY_MS);
  }
  return false;
};
