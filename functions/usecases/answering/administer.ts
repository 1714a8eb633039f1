import { mayAdminister } from '../../core/authority/authority.ts';
import type { Actor } from '../../core/authority/directory.ts';
import { type AdminRefusal, concerns, readLockdown, readRevocation } from '../../core/authority/revocation.ts';
import type { SlackUserId } from '../../core/names.ts';
import { close } from '../../core/request/end.ts';
import type { RequestId } from '../../core/request/ids.ts';
import { type Lockdown, turned } from '../../core/request/lockdown.ts';
import { isClosed, type Request } from '../../core/request/request.ts';
import type { Needs } from '../ports.ts';
import { changeRequest, endEach, wakeAfterStore } from '../shared/change.ts';
import { readAllOpenAndLatestOf } from '../shared/read-requests.ts';
import type { CachedDirectory } from './cached-directory.ts';
import { recordRefusal } from './refusals.ts';

export type RevokingAccess =
  /** The requests in `left` could not be read or written. An operator can end them. */
  | {
      readonly kind: 'revoked';
      readonly person: SlackUserId;
      readonly requests: readonly Request[];
      readonly left: readonly RequestId[];
    }
  /** Nothing was ended: the admin confirms it first. */
  | { readonly kind: 'to_confirm'; readonly person: SlackUserId; readonly requests: readonly Request[] }
  | { readonly kind: 'nothing_open'; readonly person: SlackUserId; readonly open: readonly Request[] }
  | { readonly kind: 'refused'; readonly refusal: AdminRefusal };

type Deps = Needs<'catalog' | 'queue' | 'clock' | 'log', { directory: 'read'; refusals: 'record' }>;

interface RevokeInput {
  readonly actor: Actor;
  readonly person: SlackUserId;
  readonly name: string;
  readonly why: string;
  readonly text: string;
  readonly isConfirmed: boolean;
}

/** Ends what a user holds and cancels what they requested, all of it or one role or bundle, for an admin. */
export const createRevokeAccess =
  (deps: Deps & Needs<'requests' | 'due'>) =>
  async ({ actor, person, name, why: given, text, isConfirmed }: RevokeInput): Promise<RevokingAccess> => {
    const { catalog, clock } = deps;
    const admin = mayAdminister(actor, { catalog, directory: await deps.directory.read(), now: clock.now() });
    const revocation = admin.answer === 'yes' ? readRevocation({ person, name, why: given }, catalog) : admin.refusal;
    if (revocation.kind !== 'revocation') {
      await recordRefusal(deps, actor, text, revocation);
      return { kind: 'refused', refusal: revocation };
    }
    const { target, why } = revocation;
    const unreadable: RequestId[] = [];
    const found = await readAllOpenAndLatestOf(deps, person, (id) => unreadable.push(id));
    const open = found.filter(({ requested, status }) => requested.by === person && !isClosed(status));
    const meant = open.filter((request) => target === undefined || concerns(request, target, catalog));
    if (meant.length + unreadable.length === 0) return { kind: 'nothing_open', person, open };
    if (!isConfirmed) return { kind: 'to_confirm', person, requests: meant };
    const ids = meant.map(({ id }) => id);
    const { ended, left } = await endEach(deps, ids, async (id) => {
      const changed = await changeRequest<boolean>(deps, id, (current, now) => {
        const facts = close(current, { reason: 'revoked', by: actor.id, why }, now);
        return { outcome: facts.length > 0, facts };
      });
      await wakeAfterStore(deps.queue, deps.log, { kind: 'request', id });
      return changed?.outcome === true ? changed.request : undefined;
    });
    return { kind: 'revoked', person, requests: ended, left: [...unreadable, ...left] };
  };

type Refused = { readonly kind: 'refused'; readonly refusal: AdminRefusal };

export type Locking =
  | { readonly kind: 'turned'; readonly lockdown: Lockdown }
  | { readonly kind: 'already_set'; readonly lockdown: Lockdown }
  | Refused;

interface LockdownInput {
  readonly actor: Actor;
  readonly isOn: boolean;
  readonly why: string;
  readonly text: string;
}

/** Why a user may not turn the lockdown, or not with this reason. The refusal is recorded. */
const refuseLockdown = async (deps: Deps, { actor, isOn, why, text }: LockdownInput): Promise<Refused | undefined> => {
  const { catalog, directory, clock } = deps;
  const word = isOn ? 'on keys have leaked' : 'off all keys are new';
  const admin = mayAdminister(actor, { catalog, directory: await directory.read(), now: clock.now() });
  const missing = why === '' ? ({ kind: 'admin_reason_missing', tryThis: `lockdown ${word}` } as const) : undefined;
  const refusal: AdminRefusal | undefined =
    admin.answer === 'yes' ? (missing ?? (isOn ? readLockdown(why, catalog) : undefined)) : admin.refusal;
  if (refusal === undefined) return undefined;
  await recordRefusal(deps, actor, text, refusal);
  return { kind: 'refused', refusal };
};

/** Whether a typed lockdown may be confirmed. Changes nothing. */
export const createOfferLockdown =
  (deps: Deps) =>
  async (input: LockdownInput): Promise<Refused | { readonly kind: 'to_confirm'; readonly isOn: boolean }> =>
    (await refuseLockdown(deps, input)) ?? { kind: 'to_confirm', isOn: input.isOn };

/** Turns the lockdown on or off: one conditional write. A worker ends the access. */
export const createSetLockdown =
  (deps: Deps & Needs<'lockdowns'> & { readonly directory: CachedDirectory }) =>
  async (input: LockdownInput): Promise<Locking> => {
    const refused = await refuseLockdown(deps, input);
    if (refused !== undefined) return refused;
    const lockdown = turned(input.isOn, input.actor, input.why, deps.clock.now());
    const current = await deps.lockdowns.turn(lockdown);
    deps.directory.forget();
    await wakeAfterStore(deps.queue, deps.log, { kind: 'lockdown' });
    return current === undefined ? { kind: 'turned', lockdown } : { kind: 'already_set', lockdown: current };
  };
