import type { UserArn } from '../../core/names.ts';
import { later } from '../../core/time.ts';
import { type Grant, isOpen } from '../../core/trust/grant.ts';
import type { UserEntry } from '../../core/trust/user-access.ts';
import type { Needs } from '../ports.ts';
import { managedUser } from './user-entry.ts';

/** The time when the user's policy was closed for a grant; `now` while it may give access. Undefined if it never had the grant. */
const userClosedAt = ({ roleArn, requestId }: Grant, entries: readonly UserEntry[], now: Date): Date | undefined => {
  const entry = entries.find((one) => one.requestId === requestId);
  const isWritten = entry?.roles.some(
    ({ arn, state }) => arn === roleArn && (state === 'wanted' || state === 'confirmed'),
  );
  return isWritten === true ? (entry?.closedAt ?? now) : undefined;
};

/**
 * Sets the time of ended grants at which both sides were closed. A foreign statement may trust the user's whole account:
 * then the user's policy gives access although the role's side is closed, and the session guard stays until both are.
 */
export const closedOnBothSides = async (
  { users }: Needs<never, { users: 'read' }>,
  grants: readonly Grant[],
  now: Date,
): Promise<readonly Grant[]> => {
  const userOf = (grant: Grant): UserArn | undefined =>
    isOpen(grant, now) || grant.closedAt === undefined ? undefined : managedUser(grant);
  const read = new Map<UserArn | undefined, readonly UserEntry[]>();
  for (const user of new Set(grants.map(userOf)))
    if (user !== undefined) read.set(user, (await users.read(user)).access.entries);
  return grants.map((grant) => {
    const closedAt = userClosedAt(grant, read.get(userOf(grant)) ?? [], now);
    return closedAt === undefined ? grant : { ...grant, closedAt: later(grant.closedAt ?? now, closedAt) };
  });
};
