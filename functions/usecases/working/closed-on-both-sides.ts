import { type Grant, isOpen } from '../../core/grant.ts';
import type { UserArn } from '../../core/names.ts';
import { later } from '../../core/time.ts';
import type { UserEntry } from '../../core/trust/user-access.ts';
import type { Needs } from '../ports.ts';
import { managedUser } from './user-entry.ts';

/** Since when the user's policy holds nothing of a grant; `now` while it may still hold it. */
const userClosedAt = ({ roleArn, requestId }: Grant, entries: readonly UserEntry[], now: Date): Date | undefined => {
  const entry = entries.find((one) => one.requestId === requestId);
  const isWritten = entry?.roles.some(
    ({ arn, state }) => arn === roleArn && (state === 'wanted' || state === 'confirmed'),
  );
  return isWritten === true ? (entry?.closedAt ?? now) : undefined;
};

/**
 * Ended grants as closed since both sides are. A foreign statement may trust the user's whole account; then the policy on
 * the user lets them in although the role's side is closed, and the session guard has to stay as long as that can be.
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
