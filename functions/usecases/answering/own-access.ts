import type { Actor } from '../../core/authority/directory.ts';
import { findAccess } from '../../core/catalog/lookup.ts';
import type { AccessName, RoleArn } from '../../core/names.ts';
import type { RequestId } from '../../core/request/ids.ts';
import { isHeld, type Request } from '../../core/request/request.ts';
import { compact } from '../../core/text/suggestions.ts';
import { isOpenLine, MAX_RECENT, readRequests } from '../shared/read-requests.ts';
import { createExtend, type Extending, requestToExtend } from './extend.ts';
import type { SubmitDeps } from './request-access.ts';

/** How many of a user's latest requests for one name are searched for an extension, closed ones too. */
const MAX_SEARCHED = 25;

/** What a user holds of one role or bundle. */
export interface OwnAccess {
  /** When the first of its roles ends, whichever request opened it. */
  readonly endsAt: Date;
  /** The request that an extension would extend. Absent if only the roles of a bundle were requested, one by one. */
  readonly toExtend?: Request;
  /** The newest extension of that request. */
  readonly extension?: Request;
}

const extensionIn = (requests: readonly Request[], base: RequestId): Request | undefined =>
  requests
    .filter(({ requested }) => requested.extends?.request === base)
    .toSorted((a, b) => a.requested.at.getTime() - b.requested.at.getTime())
    .at(-1);

/** The latest end of one role among active requests. */
const endOfRole = (arn: RoleArn, active: readonly Request[]): readonly Date[] => {
  const ends = active.flatMap(({ status }) =>
    isHeld(status) && status.progress.some((role) => role.arn === arn && role.kind === 'confirmed')
      ? [status.endsAt.getTime()]
      : [],
  );
  return ends.length === 0 ? [] : [new Date(Math.max(...ends))];
};

/** Reads a user's open requests, and the latest ones for one name. */
const readOwn = async (deps: SubmitDeps, { id }: Actor, target: AccessName): Promise<readonly Request[]> => {
  const lines = await deps.requests.recentOf(id, { limit: MAX_RECENT });
  const latest = lines.filter((line) => line.target === target).slice(0, MAX_SEARCHED);
  const ids = new Set([...lines.filter(isOpenLine), ...latest].map((line) => line.id));
  return readRequests(deps, [...ids]);
};

const held = (requests: readonly Request[], target: AccessName, now: Date): readonly Request[] =>
  requests.filter(({ status, requested }) => requested.target === target && isHeld(status) && status.endsAt > now);

/** When the access of a user to a role or bundle ends. Undefined if the user has no access to it. */
export const createReadOwnAccess =
  (deps: SubmitDeps) =>
  async (actor: Actor, name: string): Promise<OwnAccess | undefined> => {
    const found = findAccess(deps.catalog, name);
    if (found.kind === 'unknown_access') return undefined;
    const now = deps.clock.now();
    const own = await readOwn(deps, actor, found.name);
    const active = own.filter(
      ({ status }) => status.kind === 'active' && status.startsAt <= now && status.endsAt > now,
    );
    const ends = found.roles.flatMap(({ arn }) => endOfRole(arn, active));
    if (ends.length === 0) return undefined;
    const toExtend = requestToExtend(held(own, found.name, now));
    const extension = toExtend && extensionIn(own, toExtend.id);
    return {
      endsAt: new Date(Math.min(...ends.map((end) => end.getTime()))),
      ...(toExtend === undefined ? {} : { toExtend }),
      ...(extension === undefined ? {} : { extension }),
    };
  };

export type ExtendingOnce =
  | Extending
  /** The request was extended before: this is its newest extension, in any status. */
  | { readonly kind: 'extended_before'; readonly request: Request }
  /** Another request of the user for the same name ends later, and is the one to extend. */
  | { readonly kind: 'outdated'; readonly request: Request };

interface Input {
  readonly actor: Actor;
  /** The request to extend. */
  readonly id: RequestId;
  readonly minutes?: number;
}

/**
 * Extends a request at most once, so that a call that is repeated, or replayed by another person, changes nothing. It decides by
 * the same rules as a click on Extend.
 */
export const createExtendOnce = (deps: SubmitDeps) => {
  const extend = createExtend(deps);
  return async ({ actor, id, minutes }: Input): Promise<ExtendingOnce> => {
    const base = await deps.requests.get(id);
    if (base?.requested.by === actor.id) {
      const { target } = base.requested;
      const own = await readOwn(deps, actor, target);
      const extension = extensionIn(own, id);
      if (extension !== undefined) return { kind: 'extended_before', request: extension };
      const last = requestToExtend(held(own, target, deps.clock.now()));
      if (last !== undefined && last.id !== id) return { kind: 'outdated', request: last };
    }
    const typed = minutes === undefined ? {} : { minutes };
    return extend({ actor, id, text: minutes === undefined ? '' : compact(minutes), ...typed });
  };
};
