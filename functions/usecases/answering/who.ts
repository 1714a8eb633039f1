import type { WhoAbout, WhoRefusal } from '../../core/authority/admin.ts';
import { concerns, decideWho } from '../../core/authority/admin.ts';
import type { Actor } from '../../core/authority/directory.ts';
import type { Catalog } from '../../core/catalog/catalog.ts';
import type { AccessName, SlackUserId } from '../../core/names.ts';
import type { Request } from '../../core/request/request.ts';
import { isClosed } from '../../core/request/request.ts';
import type { Clock, DirectoryStore, DueStore, Log, RefusalLog, RequestStore } from '../ports.ts';
import { readEach } from '../read-each.ts';
import { recordRefusal } from './place-request.ts';

export type Whoing =
  | { readonly kind: 'of_person'; readonly id: SlackUserId; readonly open: readonly Request[] }
  | { readonly kind: 'of_access'; readonly name: AccessName; readonly open: readonly Request[] }
  | { readonly kind: 'refused'; readonly refusal: WhoRefusal };

interface Deps {
  readonly catalog: Catalog;
  readonly directory: Pick<DirectoryStore, 'read'>;
  readonly requests: Pick<RequestStore, 'getMany' | 'recentOf'>;
  readonly due: Pick<DueStore, 'open'>;
  readonly refusals: RefusalLog;
  readonly clock: Clock;
  readonly log: Log;
}

const MAX_OPEN = 2000;
const LOOKED_THROUGH = 100;

/** Who holds or waits for something, or what somebody does: for those who may know. */
export const createWho = (deps: Deps) => {
  const { catalog, requests } = deps;
  const openOf = async (id: SlackUserId): Promise<readonly Request[]> => {
    const recent = await requests.recentOf(id, { limit: LOOKED_THROUGH });
    return stillOpen(
      await readEach(
        deps,
        recent.map((one) => one.id),
      ),
    );
  };

  return async (input: { actor: Actor; about: WhoAbout; text: string }): Promise<Whoing> => {
    const { actor, about, text } = input;
    const world = { catalog, directory: await deps.directory.read(), now: deps.clock.now() };
    const decision = decideWho(about, actor, world);
    switch (decision.kind) {
      case 'refused':
        await recordRefusal(deps, actor, text, decision.refusal);
        return decision;
      case 'of_person':
        return { kind: 'of_person', id: decision.id, open: (await openOf(decision.id)).filter(decision.isVisible) };
      case 'of_access': {
        const { name } = decision;
        const open = stillOpen(await readEach(deps, await deps.due.open(MAX_OPEN)));
        return { kind: 'of_access', name, open: open.filter((request) => concerns(request, name, catalog)) };
      }
      default:
        return decision satisfies never;
    }
  };
};

const stillOpen = (requests: readonly Request[]): readonly Request[] =>
  requests.filter(({ status }) => !isClosed(status)).toSorted((a, b) => a.asked.at.getTime() - b.asked.at.getTime());
