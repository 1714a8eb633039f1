import type { UserArn } from '../../core/names.ts';
import { later } from '../../core/time.ts';
import { type Grant, isOpen } from '../../core/trust/grant.ts';
import type { UserEntry } from '../../core/trust/user-access.ts';
import type { Needs } from '../ports.ts';
import { managedUser } from './user-entry.ts';

/** The time since when the user's policy has no access of a grant; `now` while it may have it. */
const userClosedAt = ({ roleArn, requestId }: Grant, entries: readonly UserEntry[], now: Date): Date | undefined => {
  const entry = entries.find((one) => one.requestId === requestId);
  const isWritten = entry?.roles.some(
    ({ arn, state }) => arn === roleArn && (state === 'wanted' || state === 'confirmed'),
  );
  return isWritten === true ? (entry?.closedAt ?? now) : undefined;
};

/**
 * Ended grants, closed at the time when both sides were closed. A foreign statement may trust the user's whole account:
 * then the user's policy gives access although the role's side is closed, and the session guard has to stay until later.
 */
export const closedOnBothSides = async (
  { users }: Needs<never, { users: 'read' }>,
  grants: readonly Grant[],
  now: Date,
): Promise<readonly Grant[]> => {
  const read = new Map<UserArn, readonly UserEntry[]>();
  const outcome: Grant[] = [];
  for (const grant of grants) {
    const user = managedUser(grant);
    if (isOpen(grant, now) || grant.closedAt === undefined || user === undefined) {
      outcome.push(grant);
      continue;
    }
    const entries = read.get(user) ?? (await users.read(user)).access.entries;
    read.set(user, entries);
    const closedAt = userClosedAt(grant, entries, now);
    outcome.push(closedAt === undefined ? grant : { ...grant, closedAt: later(grant.closedAt, closedAt) });
  }
  return outcome;
};
