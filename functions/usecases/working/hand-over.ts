import { grantsOf } from '../../core/request/decide-request.ts';
import { endOf, type HeldStatus, isHeld, isSlackBehind, type Request } from '../../core/request/request.ts';
import type { Needs } from '../ports.ts';
import { changeUser } from '../shared/change-user.ts';
import { managedUser, type RoleSide, withoutRequest, withRequest } from './user-entry.ts';

type Deps = Needs<'users' | 'queue', { grants: 'add' | 'get' | 'endBy'; clock: 'now' }>;

/** Hands a request to the two reconcilers: first rows on the role's side, then the entry on the user's side. */
export const createHandOver = ({ grants, users, queue, clock }: Deps) => {
  const openRoles = async (request: Request, status: HeldStatus): Promise<RoleSide> => {
    const kinds = new Map(status.progress.map(({ arn, kind }) => [arn, kind] as const));
    const side = new Map<Request['requested']['roles'][number]['arn'], 'confirmed' | 'waiting'>();
    for (const grant of grantsOf(request, status)) {
      const { roleArn } = grant;
      const kind = kinds.get(roleArn);
      if (kind === 'confirmed') side.set(roleArn, 'confirmed');
      if (kind === 'waiting') {
        const row = await grants.get(roleArn, request.id);
        if (row !== undefined && row !== 'damaged' && row.state === 'confirmed') side.set(roleArn, 'confirmed');
        else {
          side.set(roleArn, 'waiting');
          if (row === undefined) await grants.add(grant);
          await queue.wake({ kind: 'role', arn: roleArn });
        }
      }
      // Refused by one side, or by the check before it: the other side is closed too.
      if (kind === 'refused' && isSlackBehind(request)) {
        await grants.endBy(roleArn, request.id, clock.now());
        await queue.wake({ kind: 'role', arn: roleArn });
      }
    }
    return side;
  };

  const openUser = async (request: Request, side: RoleSide): Promise<void> => {
    const user = managedUser(request);
    if (user === undefined) return;
    let isChanged = false;
    await changeUser(users, user, (current) => {
      const next = withRequest(current, request, side, clock.now());
      isChanged = next !== current;
      // Until a run has seen the user, the sweep asks for one: a wake-up can be lost.
      return isChanged ? { ...next, dueAt: next.dueAt ?? clock.now() } : next;
    });
    if (isChanged) await queue.wake({ kind: 'user', arn: user });
  };

  /** Answers whether nothing of it lets the user in any more. */
  const closeUser = async (request: Request): Promise<boolean> => {
    const user = managedUser(request);
    if (user === undefined) return true;
    const access = await changeUser(users, user, (current) => withoutRequest(current, request));
    const own = access.entries.find(({ requestId }) => requestId === request.id);
    if (own === undefined || own.closedAt !== undefined) return true;
    await queue.wake({ kind: 'user', arn: user });
    return own.roles.every(({ state }) => state === 'refused');
  };

  const closeRoles = async (request: Request, endedAt: Date): Promise<boolean> => {
    let isClosed = true;
    for (const { arn } of request.requested.roles) {
      const row = await grants.get(arn, request.id);
      if (row === undefined || (row !== 'damaged' && row.closedAt !== undefined && row.endsAt <= endedAt)) continue;
      if (row === 'damaged' || row.endsAt > endedAt) await grants.endBy(arn, request.id, endedAt);
      await queue.wake({ kind: 'role', arn });
      // The reason of a refusal is announced at once; nothing could be used.
      if (row === 'damaged' || row.state !== 'refused') isClosed = false;
    }
    return isClosed;
  };

  return async (request: Request): Promise<boolean> => {
    const { status } = request;
    if (isHeld(status)) {
      await openUser(request, await openRoles(request, status));
      return true;
    }
    if (status.kind === 'pending' || !isSlackBehind(request)) return true;
    const endedAt = endOf(status);
    const areRolesClosed = endedAt === undefined || (await closeRoles(request, endedAt));
    const isClosed = (await closeUser(request)) && areRolesClosed;
    // IAM enforces an end by the clock since the beginning; an early one is announced once IAM has it too.
    return isClosed || endedAt === undefined || (status.kind === 'ended' && status.reason === 'expired');
  };
};
