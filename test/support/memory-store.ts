import type { Directory } from '../../functions/core/authority/directory.ts';
import { EMPTY_DIRECTORY } from '../../functions/core/authority/directory.ts';
import type { Grant, RoleState } from '../../functions/core/grant.ts';
import type { RequestId } from '../../functions/core/ids.ts';
import type { RoleArn } from '../../functions/core/names.ts';
import type { Lockdown } from '../../functions/core/request/lockdown.ts';
import type { Request } from '../../functions/core/request/request.ts';
import type {
  DirectoryStore,
  DueStore,
  GrantStore,
  LockdownStore,
  RefusalLog,
  RefusalRecord,
  RequestStore,
  RequestSummary,
  Wake,
} from '../../functions/usecases/ports.ts';

/** Every port of the store over plain maps, with the conditions of the real one. */
export interface MemoryStore {
  readonly requests: RequestStore;
  readonly due: DueStore;
  readonly grants: GrantStore;
  readonly directory: DirectoryStore;
  readonly lockdowns: LockdownStore;
  readonly refusals: RefusalLog;
  /** What was refused and recorded so far. */
  refused(): readonly RefusalRecord[];
  /** Remembers what the table holds; what it answers brings the table back to that, as restoring it does. */
  backUp(): () => void;
}

const copy = <T>(value: T): T => structuredClone(value);

const summaryOf = ({ id, asked, status }: Request): RequestSummary => ({
  id,
  target: asked.target,
  status: status.kind,
  askedAt: asked.at,
});

const createRequests = (stored: Map<RequestId, Request>): RequestStore => ({
  create: async (request) => {
    const standing = stored.get(request.id);
    if (standing !== undefined) return copy(standing);
    stored.set(request.id, copy(request));
    return undefined;
  },
  get: async (id) => copy(stored.get(id)),
  getMany: async (ids) => [...new Set(ids)].flatMap((id) => copy(stored.get(id)) ?? []),
  save: async (request) => {
    if (stored.get(request.id)?.version !== request.version) return undefined;
    const next = copy({ ...request, version: request.version + 1 });
    stored.set(request.id, next);
    return copy(next);
  },
  recentOf: async (by, { limit, target }) =>
    [...stored.values()]
      .filter(({ asked }) => asked.by === by && (target === undefined || asked.target === target))
      .sort((a, b) => b.asked.at.getTime() - a.asked.at.getTime())
      .slice(0, limit)
      .map((request) => copy(summaryOf(request))),
});

const createDue = (requests: Map<RequestId, Request>, states: Map<RoleArn, RoleState>): DueStore => ({
  due: async (now, limit) => {
    const entries: { wake: Wake; dueAt: Date | undefined }[] = [
      ...[...requests.values()].map(({ id, dueAt }) => ({ wake: { kind: 'request' as const, id }, dueAt })),
      ...[...states.values()].map(({ roleArn, dueAt }) => ({ wake: { kind: 'role' as const, arn: roleArn }, dueAt })),
    ];
    return entries
      .flatMap(({ wake, dueAt }) => (dueAt !== undefined && dueAt <= now ? [{ wake, dueAt }] : []))
      .sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime())
      .slice(0, limit)
      .map(({ wake }) => wake);
  },
  open: async (limit) =>
    [...requests.values()].flatMap(({ id, dueAt }) => (dueAt === undefined ? [] : [id])).slice(0, limit),
});

const createGrants = (stored: Map<string, Grant>, states: Map<RoleArn, RoleState>): GrantStore => {
  const keyOf = (role: RoleArn, request: RequestId) => `${role} ${request}`;
  const change = (role: RoleArn, request: RequestId, changed: (grant: Grant) => Grant) => {
    const grant = stored.get(keyOf(role, request));
    if (grant !== undefined) stored.set(keyOf(role, request), changed(grant));
  };

  return {
    ofRole: async (role) => {
      const state = states.get(role);
      const grants = [...stored.values()]
        .filter((grant) => grant.roleArn === role)
        .sort((a, b) => (a.requestId < b.requestId ? -1 : 1));
      return copy({ ...(state === undefined ? {} : { state }), grants });
    },
    add: async (grant) => {
      const key = keyOf(grant.roleArn, grant.requestId);
      if (!stored.has(key)) stored.set(key, copy(grant));
    },
    get: async (role, request) => copy(stored.get(keyOf(role, request))),
    settle: async ({ roleArn, requestId }, outcome) =>
      change(roleArn, requestId, (grant) => {
        if (grant.state !== 'wanted') return grant;
        if (outcome.state === 'confirmed') return { ...grant, state: 'confirmed' };
        const { state, why, at } = outcome;
        return { ...grant, state, why, endsAt: at < grant.endsAt ? copy(at) : grant.endsAt };
      }),
    endBy: async (role, request, endsAt) =>
      change(role, request, (grant) => (endsAt < grant.endsAt ? { ...grant, endsAt: copy(endsAt) } : grant)),
    markIdentityCleared: async ({ roleArn, requestId }, closedAt) =>
      change(roleArn, requestId, (grant) => ({ ...grant, identityCleared: true, closedAt: copy(closedAt) })),
    remove: async ({ roleArn, requestId }) => {
      stored.delete(keyOf(roleArn, requestId));
    },
    saveRoleState: async (state) => {
      const standing = states.get(state.roleArn);
      if (standing === undefined || standing.seenAt <= state.seenAt) states.set(state.roleArn, copy(state));
    },
  };
};

const createLockdowns = (stored: Map<'lockdown', Lockdown>): LockdownStore => {
  const at = 'lockdown';
  return {
    read: async () => copy(stored.get(at)),
    turn: async (lockdown) => {
      const standing = stored.get(at);
      const isOwn =
        standing?.by === lockdown.by &&
        standing.why === lockdown.why &&
        standing.at.getTime() === lockdown.at.getTime();
      if ((standing?.isOn ?? false) === lockdown.isOn) return isOwn ? undefined : copy(standing ?? lockdown);
      stored.set(at, copy(lockdown));
      return undefined;
    },
    note: async (lockdown) => {
      const standing = stored.get(at);
      if (standing?.isOn === lockdown.isOn && standing.at.getTime() === lockdown.at.getTime())
        stored.set(at, copy(lockdown));
    },
  };
};

const createDirectory = (stored: Map<'directory', Directory>, lockdowns: LockdownStore): DirectoryStore => {
  const at = 'directory';
  const standing = (): Directory => stored.get(at) ?? EMPTY_DIRECTORY;
  return {
    read: async () => {
      const lockdown = await lockdowns.read();
      return copy(lockdown === undefined ? standing() : { ...standing(), lockdown });
    },
    merge: async ({ home, surveyedCatalog, people, groups, schedules, homes }) => {
      const directory = standing();
      const next = {
        ...directory,
        ...(home === undefined ? {} : { home }),
        ...(surveyedCatalog === undefined ? {} : { surveyedCatalog }),
        people: { ...directory.people, ...people },
        groups: { ...directory.groups, ...groups },
        ...(schedules === undefined ? {} : { schedules }),
        ...(homes === undefined ? {} : { homes: [...new Set([...(directory.homes ?? []), ...homes])] }),
      };
      stored.set(at, copy(next));
    },
  };
};

/** An empty store that forgets everything with the test that made it. */
export const createMemoryStore = (): MemoryStore => {
  const requests = new Map<RequestId, Request>();
  const states = new Map<RoleArn, RoleState>();
  const grants = new Map<string, Grant>();
  const directories = new Map<'directory', Directory>();
  const turns = new Map<'lockdown', Lockdown>();
  const refusals: RefusalRecord[] = [];
  const lockdowns = createLockdowns(turns);
  const kept = <Key, Value>(items: Map<Key, Value>) => {
    const before = copy([...items]);
    return () => {
      items.clear();
      for (const [key, value] of before) items.set(key, value);
    };
  };

  return {
    requests: createRequests(requests),
    due: createDue(requests, states),
    grants: createGrants(grants, states),
    directory: createDirectory(directories, lockdowns),
    lockdowns,
    refusals: {
      record: async (refusal) => {
        refusals.push(copy(refusal));
      },
    },
    refused: () => copy(refusals),
    backUp: () => {
      const restores = [kept(requests), kept(states), kept(grants), kept(directories), kept(turns)];
      return () => {
        for (const restore of restores) restore();
      };
    },
  };
};
