import type { RoleOutcome } from '../../core/request/carry-out.ts';
import type { HeldStatus, Request, RoleProgress } from '../../core/request/request.ts';
import type { Grant } from '../../core/trust/grant.ts';
import type { UserEntry } from '../../core/trust/user-access.ts';
import type { Needs } from '../ports.ts';
import { managedUser } from './user-entry.ts';

const GONE = 'The record of this grant was changed from outside, or is gone. Request it again.';

type Row = Grant | 'damaged' | undefined;

/** Why one role of a request can no longer be opened, according to both sides. */
const refusalOf = (
  { arn, kind }: RoleProgress,
  row: Row,
  entry: UserEntry | undefined,
  endsAt: Date,
): string | undefined => {
  if (row === 'damaged') return GONE;
  if (row === undefined) return kind === 'confirmed' ? GONE : undefined;
  if (row.state === 'refused') return row.why ?? GONE;
  if (row.endsAt < endsAt) return GONE;
  const own = entry?.roles.find((role) => role.arn === arn);
  if (own?.state === 'refused') return own.why ?? GONE;
  // Access that was ended on one side is not opened again.
  return entry?.endsAt !== undefined && entry.endsAt < endsAt ? GONE : undefined;
};

/** The outcomes of the roles of a request on both sides of the trust, and whether a role is still to be opened. */
export const readSideOutcomes = async (
  { users, grants }: Needs<never, { users: 'read'; grants: 'get' }>,
  request: Request,
  { progress, endsAt }: HeldStatus,
): Promise<{ readonly outcomes: readonly RoleOutcome[]; readonly isToOpen: boolean }> => {
  const user = managedUser(request);
  const access = user === undefined ? undefined : await users.read(user);
  const entry = access?.access.entries.find(({ requestId }) => requestId === request.id);
  const outcomes: RoleOutcome[] = [];
  let isToOpen = false;
  for (const role of progress) {
    const { arn, kind } = role;
    const row = await grants.get(arn, request.id);
    // While IAM does not accept a grant, the request is checked again: data from Slack may be minutes old by then.
    if (kind === 'waiting' && (row === undefined || (row !== 'damaged' && row.state === 'wanted'))) isToOpen = true;
    const why = refusalOf(role, row, entry, endsAt);
    if (why !== undefined) {
      outcomes.push({ arn, kind: 'refused', why });
      continue;
    }
    const own = entry?.roles.find((role) => role.arn === arn);
    // A managed user's side has to be confirmed too. A request of release 0.1.0 has no entry yet.
    const isUserReady =
      own === undefined ? user === undefined || entry !== undefined || kind === 'confirmed' : own.state === 'confirmed';
    const isRoleReady = row !== undefined && row !== 'damaged' && row.state === 'confirmed';
    if (isRoleReady && isUserReady) outcomes.push({ arn, kind: 'confirmed' });
  }
  return { outcomes, isToOpen };
};
