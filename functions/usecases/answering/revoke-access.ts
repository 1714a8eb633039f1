import { mayAdminister } from '../../core/authority/authority.ts';
import type { Actor } from '../../core/authority/directory.ts';
import { type AdminRefusal, concerns, readRevocation } from '../../core/authority/revocation.ts';
import type { SlackUserId } from '../../core/names.ts';
import { close } from '../../core/request/end.ts';
import type { RequestId } from '../../core/request/ids.ts';
import { isClosed, type Request } from '../../core/request/request.ts';
import type { Needs } from '../ports.ts';
import { changeRequest } from '../shared/change.ts';
import { endEach } from '../shared/end-each.ts';
import { readAllOpenAndLatestOf } from '../shared/read-requests.ts';
import { wakeAfterStore } from '../shared/wake-after-store.ts';
import { recordRefusal } from './refusals.ts';

export type RevokingAccess =
  /** The requests in `left` could not be read or written. An operator can end them. */
  | {
      readonly kind: 'revoked';
      readonly person: SlackUserId;
      readonly requests: readonly Request[];
      readonly left: readonly RequestId[];
    }
  | { readonly kind: 'nothing_open'; readonly person: SlackUserId; readonly open: readonly Request[] }
  | { readonly kind: 'refused'; readonly refusal: AdminRefusal };

type Deps = Needs<'catalog' | 'requests' | 'due' | 'refusals' | 'queue' | 'clock' | 'log', { directory: 'read' }>;

interface Input {
  readonly actor: Actor;
  readonly person: SlackUserId;
  readonly what: string;
  readonly text: string;
}

/** Ends what a user holds and cancels what they requested, all of it or one role or bundle, for an admin. */
export const createRevokeAccess =
  (deps: Deps) =>
  async ({ actor, person, what, text }: Input): Promise<RevokingAccess> => {
    const { catalog, clock } = deps;
    const admin = mayAdminister(actor, { catalog, directory: await deps.directory.read(), now: clock.now() });
    const revocation = admin.answer === 'yes' ? readRevocation(what, catalog) : admin.refusal;
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
