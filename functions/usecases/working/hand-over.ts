import type { RoleArn } from '../../core/names.ts';
import { grantsOf } from '../../core/request/decide-request.ts';
import { endOf, type HeldStatus, isHeld, isSlackBehind, type Request } from '../../core/request/request.ts';
import type { Needs } from '../ports.ts';
import { changeUser } from '../shared/change.ts';
import { type ConfirmedRoles, managedUser, withoutRequest, withRequest } from './user-entry.ts';

type Deps = Needs<'users' | 'queue' | 'grants' | 'clock'>;

const openRoles = async (
  { grants, queue, clock }: Deps,
  request: Request,
  status: HeldStatus,
): Promise<ConfirmedRoles> => {
  const kinds = new Map(status.progress.map(({ arn, kind }) => [arn, kind]));
  const confirmed = new Set<RoleArn>();
  for (const grant of grantsOf(request, status)) {
    const { roleArn: arn } = grant;
    const kind = kinds.get(arn);
    const row = kind === 'waiting' ? await grants.get(arn, request.id) : undefined;
    const isRowConfirmed = row !== undefined && row !== 'damaged' && row.state === 'confirmed';
    if (kind === 'confirmed' || isRowConfirmed) {
      confirmed.add(arn);
      continue;
    }
    if (kind === 'waiting' && row === undefined) await grants.add(grant);
    // Refused by one side, or by the check before it: the other side is closed too.
    const isToClose = kind === 'refused' && isSlackBehind(request);
    if (isToClose) await grants.endBy(arn, request.id, clock.now());
    if (kind === 'waiting' || isToClose) await queue.wake({ kind: 'role', arn });
  }
  return confirmed;
};

const openUser = async ({ users, queue, clock }: Deps, request: Request, confirmed: ConfirmedRoles): Promise<void> => {
  const user = managedUser(request);
  if (user === undefined) return;
  let isChanged = false;
  await changeUser(users, user, (current) => {
    const next = withRequest(current, request, confirmed, clock.now());
    isChanged = next !== current;
    return next;
  });
  if (isChanged) await queue.wake({ kind: 'user', arn: user });
};

/** Returns whether the user's policy has no access of the request. */
const closeUser = async ({ users, queue }: Deps, request: Request): Promise<boolean> => {
  const user = managedUser(request);
  if (user === undefined) return true;
  const access = await changeUser(users, user, (current) => withoutRequest(current, request));
  const own = access.entries.find(({ requestId }) => requestId === request.id);
  if (own === undefined || own.closedAt !== undefined) return true;
  await queue.wake({ kind: 'user', arn: user });
  return own.roles.every(({ state }) => state === 'refused');
};

/** Returns whether the trust policies have no access of the request. */
const closeRoles = async ({ grants, queue }: Deps, request: Request, endedAt: Date): Promise<boolean> => {
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

/**
 * Passes a request to the two reconcilers: first grants on the role's side, then the entry on the user's side. Returns whether
 * an early end has reached IAM. IAM enforces any other end by the clock from the start.
 */
export const handOver = async (deps: Deps, request: Request): Promise<boolean> => {
  const { status } = request;
  if (isHeld(status)) {
    await openUser(deps, request, await openRoles(deps, request, status));
    return true;
  }
  if (status.kind === 'pending' || !isSlackBehind(request)) return true;
  const endedAt = endOf(status);
  const areRolesClosed = endedAt === undefined || (await closeRoles(deps, request, endedAt));
  const isClosed = (await closeUser(deps, request)) && areRolesClosed;
  return isClosed || endedAt === undefined || (status.kind === 'ended' && status.reason === 'expired');
};
