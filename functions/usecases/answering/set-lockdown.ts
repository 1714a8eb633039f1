import { mayAdminister } from '../../core/authority/authority.ts';
import type { Actor } from '../../core/authority/directory.ts';
import type { AdminRefusal } from '../../core/authority/revocation.ts';
import { type Lockdown, turned } from '../../core/request/lockdown.ts';
import type { Needs } from '../ports.ts';
import { wakeAfterStore } from '../shared/wake-after-store.ts';
import type { CachedDirectory } from './cached-directory.ts';
import { recordRefusal } from './refusals.ts';

export type Locking =
  | { readonly kind: 'turned'; readonly lockdown: Lockdown }
  | { readonly kind: 'stands_already'; readonly lockdown: Lockdown }
  | { readonly kind: 'refused'; readonly refusal: AdminRefusal };

type Deps = Needs<'catalog' | 'lockdowns' | 'refusals' | 'queue' | 'clock' | 'log'> & { directory: CachedDirectory };

interface Input {
  readonly actor: Actor;
  readonly isOn: boolean;
  readonly why: string;
  readonly text: string;
}

/** Turns the lockdown on or off: one conditional write. A worker ends the access. */
export const createSetLockdown =
  (deps: Deps) =>
  async ({ actor, isOn, why, text }: Input): Promise<Locking> => {
    const { catalog, directory, clock } = deps;
    const now = clock.now();
    const word = isOn ? 'on keys have leaked' : 'off all keys are new';
    const admin = mayAdminister(actor, { catalog, directory: await directory.read(), now });
    const missing = why === '' ? ({ kind: 'admin_reason_missing', tryThis: `lockdown ${word}` } as const) : undefined;
    const refusal: AdminRefusal | undefined = admin.answer === 'yes' ? missing : admin.refusal;
    if (refusal !== undefined) {
      await recordRefusal(deps, actor, text, refusal);
      return { kind: 'refused', refusal };
    }
    const lockdown = turned(isOn, actor, why, now);
    const current = await deps.lockdowns.turn(lockdown);
    directory.forget();
    await wakeAfterStore(deps.queue, deps.log, { kind: 'lockdown' });
    return current === undefined ? { kind: 'turned', lockdown } : { kind: 'stands_already', lockdown: current };
  };
