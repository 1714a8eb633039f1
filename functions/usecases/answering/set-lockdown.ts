import type { AdminRefusal } from '../../core/authority/admin.ts';
import { refuseNonAdmin } from '../../core/authority/admin.ts';
import type { Actor } from '../../core/authority/directory.ts';
import type { Catalog } from '../../core/catalog/catalog.ts';
import type { Lockdown } from '../../core/request/lockdown.ts';
import { turned } from '../../core/request/lockdown.ts';
import type { Clock, LockdownStore, Log, RefusalLog, WakeQueue } from '../ports.ts';
import { wakeAfterStore } from '../wake.ts';
import type { CachedDirectory } from './cached-directory.ts';
import { recordRefusal } from './place-request.ts';

export type Locking =
  | { readonly kind: 'turned'; readonly lockdown: Lockdown }
  | { readonly kind: 'stands_already'; readonly lockdown: Lockdown }
  | { readonly kind: 'refused'; readonly refusal: AdminRefusal };

interface Deps {
  readonly catalog: Catalog;
  readonly directory: CachedDirectory;
  readonly lockdowns: Pick<LockdownStore, 'turn'>;
  readonly refusals: RefusalLog;
  readonly queue: WakeQueue;
  readonly clock: Clock;
  readonly log: Log;
}

interface Input {
  readonly actor: Actor;
  readonly isOn: boolean;
  readonly why: string;
  readonly text: string;
}

/** Locks everything down, or lifts that: one conditional write, whatever is slow; the rest is the worker's. */
export const createSetLockdown =
  (deps: Deps) =>
  async ({ actor, isOn, why, text }: Input): Promise<Locking> => {
    const { catalog, directory, clock } = deps;
    const now = clock.now();
    const word = isOn ? 'on keys have leaked' : 'off all keys are new';
    const refusal: AdminRefusal | undefined =
      refuseNonAdmin(actor, { catalog, directory: await directory.read(), now }) ??
      (why === '' ? { kind: 'admin_reason_missing', tryThis: `lockdown ${word}` } : undefined);
    if (refusal !== undefined) {
      await recordRefusal(deps, actor, text, refusal);
      return { kind: 'refused', refusal };
    }
    const lockdown = turned(isOn, actor, why, now);
    const standing = await deps.lockdowns.turn(lockdown);
    directory.forget();
    await wakeAfterStore(deps.queue, deps.log, { kind: 'lockdown' });
    return standing === undefined ? { kind: 'turned', lockdown } : { kind: 'stands_already', lockdown: standing };
  };
