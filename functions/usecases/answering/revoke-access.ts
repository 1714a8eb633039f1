import type { AdminRefusal } from '../../core/authority/admin.ts';
import { concerns, readRevocation, refuseNonAdmin, revoke } from '../../core/authority/admin.ts';
import type { Actor } from '../../core/authority/directory.ts';
import type { Catalog } from '../../core/catalog/catalog.ts';
import type { SlackUserId } from '../../core/names.ts';
import type { Request } from '../../core/request/request.ts';
import { isClosed } from '../../core/request/request.ts';
import { changeRequest } from '../change-request.ts';
import type { Clock, DirectoryStore, DueStore, Log, RefusalLog, RequestStore, WakeQueue } from '../ports.ts';
import { readEach } from '../read-each.ts';
import { wakeAfterStore } from '../wake.ts';
import { recordRefusal } from './place-request.ts';

export type RevokingAccess =
  | { readonly kind: 'revoked'; readonly person: SlackUserId; readonly requests: readonly Request[] }
  | { readonly kind: 'nothing_open'; readonly person: SlackUserId; readonly open: readonly Request[] }
  | { readonly kind: 'refused'; readonly refusal: AdminRefusal };

interface Deps {
  readonly catalog: Catalog;
  readonly directory: Pick<DirectoryStore, 'read'>;
  readonly requests: Pick<RequestStore, 'get' | 'getMany' | 'save' | 'recentOf'>;
  readonly due: Pick<DueStore, 'open'>;
  readonly refusals: RefusalLog;
  readonly queue: WakeQueue;
  readonly clock: Clock;
  readonly log: Log;
}

const MAX_OPEN = 2000;
const LOOKED_THROUGH = 100;

/** Takes from somebody what they hold or wait for, all of it or one thing, on an admin's word. */
export const createRevokeAccess = (deps: Deps) => {
  const { catalog, requests, clock } = deps;

  /** Both indexes: what the one shows a moment late the other may show already. */
  const openOf = async (person: SlackUserId): Promise<readonly Request[]> => {
    const [recent, open] = await Promise.all([
      requests.recentOf(person, { limit: LOOKED_THROUGH }),
      deps.due.open(MAX_OPEN),
    ]);
    const ids = new Set([...recent.map(({ id }) => id), ...open]);
    const read = await readEach(deps, [...ids]);
    return read.filter(({ asked, status }) => asked.by === person && !isClosed(status));
  };

  return async (input: { actor: Actor; person: SlackUserId; what: string; text: string }): Promise<RevokingAccess> => {
    const { actor, person, what, text } = input;
    const directory = await deps.directory.read();
    const refused = refuseNonAdmin(actor, { catalog, directory, now: clock.now() });
    const revocation = refused ?? readRevocation(what, catalog);
    if (revocation.kind !== 'revocation') {
      await recordRefusal(deps, actor, text, revocation);
      return { kind: 'refused', refusal: revocation };
    }
    const { target, why } = revocation;
    const open = await openOf(person);
    const meant = open.filter((request) => target === undefined || concerns(request, target, catalog));
    if (meant.length === 0) return { kind: 'nothing_open', person, open };
    const ended: Request[] = [];
    for (const { id } of meant) {
      const changed = await changeRequest(requests, id, (current) =>
        isClosed(current.status)
          ? { outcome: false }
          : { outcome: true, next: revoke(current, actor.id, why, clock.now()) },
      );
      if (changed?.outcome === true) ended.push(changed.request);
      await wakeAfterStore(deps.queue, deps.log, { kind: 'request', id });
    }
    return { kind: 'revoked', person, requests: ended };
  };
};
