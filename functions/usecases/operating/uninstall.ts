import { IamFault } from '../../core/fault.ts';
import { accountOf, type RoleArn, type UserArn } from '../../core/names.ts';
import { uninstallText } from '../../core/text/cli/uninstall.ts';
import { later } from '../../core/time.ts';
import type { Grant } from '../../core/trust/grant.ts';
import type { Step } from '../../core/trust/observed.ts';
import { type OpenAccess, planRoleRemoval, planUserRemoval, type RemovalPlan } from '../../core/trust/removal.ts';
import { withLongestSession } from '../../core/trust/retention.ts';
import type { Needs } from '../ports.ts';

/** A role that the hub may have written to. */
export interface RoleTarget {
  readonly arn: RoleArn;
  /** Empty if the table no longer exists. */
  readonly grants: readonly Grant[];
  /** The longest session since the first grant, if it is known. */
  readonly longestSeconds?: number;
}

/** What happened to one role or user. */
export type Removal = { readonly arn: RoleArn | UserArn } & (
  | { readonly kind: 'nothing_found' }
  | { readonly kind: 'removed'; readonly steps: readonly Step[] }
  /** It would be removed, but nothing was written. */
  | { readonly kind: 'planned'; readonly steps: readonly Step[]; readonly guardedUntil?: Date }
  | ({ readonly kind: 'open' } & OpenAccess)
  /** Access is closed. The guard has to deny live sessions until then. */
  | { readonly kind: 'guarded'; readonly guardedUntil: Date; readonly steps: readonly Step[] }
  | { readonly kind: 'failed'; readonly why: string; readonly fix: string }
);

type Deps = Needs<'hub' | 'clock', { iam: 'observeRole' | 'observeUser' | 'apply' }> & {
  readonly onProgress: (line: string) => void;
};

interface Input {
  readonly roles: readonly RoleTarget[];
  readonly users: readonly UserArn[];
  /** Open access is ended. Otherwise, nothing is written while any is open. */
  readonly endsAccess: boolean;
  readonly isDryRun: boolean;
}

/** A role or user, and how to read what is left of the hub on it at a given time. */
interface Target {
  readonly arn: RoleArn | UserArn;
  readonly plan: (now: Date) => Promise<RemovalPlan<Step>>;
}

const READ_BACK_MS = 1000;
const READ_BACKS = 10;

/**
 * Removes everything that a hub wrote to roles and users, and reads it back. A target that cannot be read or written does not
 * stop the others. Guards of sessions that may still live stay, so it has to run again after the last of them.
 */
export const createUninstall = ({ iam, hub, clock, onProgress }: Deps) => {
  const failed = (arn: Target['arn'], error: unknown): Removal => {
    if (!(error instanceof IamFault)) throw error;
    if (error.kind === 'no_such_role') return { arn, kind: 'nothing_found' };
    return { arn, kind: 'failed', why: error.message, fix: error.fix };
  };

  const look = async ({ arn, plan }: Target, now: Date): Promise<RemovalPlan<Step> | Removal> => {
    onProgress(uninstallText.checking(arn));
    try {
      return await plan(now);
    } catch (error) {
      return failed(arn, error);
    }
  };

  /** Reads until IAM shows all writes. */
  const readBack = async ({ plan }: Target, now: Date): Promise<RemovalPlan<Step> | undefined> => {
    for (let reads = 0; reads < READ_BACKS; reads += 1) {
      const left = await plan(now);
      if (left.steps.length === 0) return left;
      await clock.pause(READ_BACK_MS);
    }
    return undefined;
  };

  const remove = async (target: Target, { steps, guardedUntil }: RemovalPlan<Step>, now: Date): Promise<Removal> => {
    const { arn } = target;
    if (steps.length === 0 && guardedUntil === undefined) return { arn, kind: 'nothing_found' };
    try {
      for (const step of steps) await iam.apply(step);
      const left = await readBack(target, now);
      if (left === undefined) return { arn, kind: 'failed', ...uninstallText.notShown(arn) };
      return left.guardedUntil === undefined
        ? { arn, kind: 'removed', steps }
        : { arn, kind: 'guarded', guardedUntil: left.guardedUntil, steps };
    } catch (error) {
      return failed(arn, error);
    }
  };

  /** Accounts in parallel, and the targets of one account in order. */
  const byAccount = async <T, R>(all: readonly T[], arnOf: (one: T) => Target['arn'], act: (one: T) => Promise<R>) => {
    const accounts = [...Map.groupBy(all, (one) => accountOf(arnOf(one))).values()];
    const done = await Promise.all(
      accounts.map(async (targets) => {
        const results: R[] = [];
        for (const target of targets) results.push(await act(target));
        return results;
      }),
    );
    return done.flat();
  };

  return async ({ roles, users, endsAccess, isDryRun }: Input): Promise<readonly Removal[]> => {
    const userTargets = users.map(
      (arn): Target => ({
        arn,
        plan: async (now) => planUserRemoval(await iam.observeUser(arn), hub, now),
      }),
    );
    const roleTargets = roles.map(
      ({ arn, grants, longestSeconds }): Target => ({
        arn,
        plan: async (now) => {
          const observed = withLongestSession(await iam.observeRole(arn), grants, longestSeconds);
          return planRoleRemoval(grants, observed, hub, now);
        },
      }),
    );
    const now = clock.now();
    const looked = await byAccount(
      [...userTargets, ...roleTargets],
      ({ arn }) => arn,
      async (target) => ({ target, found: await look(target, now) }),
    );
    const isHeld = looked.some(({ found }) => !('kind' in found) && found.open !== undefined);
    if (isDryRun || (isHeld && !endsAccess))
      return looked.map(({ target: { arn }, found }): Removal => {
        if ('kind' in found) return found;
        if (found.open !== undefined && !endsAccess) return { arn, kind: 'open', ...found.open };
        if (found.steps.length === 0 && found.guardedUntil === undefined) return { arn, kind: 'nothing_found' };
        const { steps, guardedUntil } = found;
        return { arn, kind: 'planned', steps, ...(guardedUntil && { guardedUntil }) };
      });
    // The user's side first: after it is gone, a foreign statement that trusts the user's account admits no one of ours.
    const sides = [looked.filter(({ target }) => users.includes(target.arn as UserArn)), looked];
    const results = new Map<Target['arn'], Removal>();
    for (const side of sides)
      for (const removal of await byAccount(
        side.filter(({ target }) => !results.has(target.arn)),
        ({ target }) => target.arn,
        async ({ target, found }) => ('kind' in found ? found : remove(target, found, now)),
      ))
        results.set(removal.arn, removal);
    return [...results.values()];
  };
};

/** When the last guard can be removed; undefined if none is left. */
export const lastGuardOf = (removals: readonly Removal[]): Date | undefined => {
  const times = removals.flatMap((removal) => ('guardedUntil' in removal ? (removal.guardedUntil ?? []) : []));
  return times.length === 0 ? undefined : times.reduce(later);
};
