import { defined } from '../../core/defined.ts';
import { canonicalJson } from '../../core/hash.ts';
import type { RoleArn, UserArn } from '../../core/names.ts';
import { endOf, isHeld, type Request } from '../../core/request/request.ts';
import { addSeconds } from '../../core/time.ts';
import type { UserAccess, UserEntry, UserRole } from '../../core/trust/user-access.ts';

/** IAM's messages may be long, and items have to stay small. */
export const MAX_WHY_CHARACTERS = 1000;

/** Seconds until the sweep wakes the worker again, since a wake-up can be lost. */
const GRACE_SECONDS = 30;

/** The IAM user whose policy the bot writes. Undefined for federated users, and where the organization manages the user. */
export const managedUser = ({ principal }: Pick<Request, 'principal'>): UserArn | undefined =>
  principal?.kind === 'iam-user' && principal.identity === 'managed' ? principal.arn : undefined;

/** The roles whose own side of the trust is confirmed. */
export type ConfirmedRoles = ReadonlySet<RoleArn>;

/** The user's side of a request as it should be, by its last state. */
const wantedEntry = (request: Request, before: UserEntry | undefined, confirmed: ConfirmedRoles): UserEntry => {
  const { id, requested, principal, status } = request;
  // What was ended early is never widened again.
  const isEnded = before?.endsAt !== undefined && (!isHeld(status) || before.endsAt < status.endsAt);
  if (before !== undefined && (isEnded || before.closedAt !== undefined)) return before;
  const progress = new Map(isHeld(status) ? status.progress.map((role) => [role.arn, role] as const) : []);
  const roles = requested.roles.map(({ arn }): UserRole => {
    const role = progress.get(arn);
    const known = before?.roles.find((role) => role.arn === arn);
    if (role?.kind === 'refused') return { arn, state: 'refused', why: role.why };
    if (known !== undefined && known.state !== 'reserved') return known;
    // Release 0.1.0 wrote no entries. What it confirmed is never refused for what today's policy would need.
    if (before === undefined && role?.kind === 'confirmed') return { arn, state: 'confirmed' };
    // A foreign statement may trust the whole account of the user, so the guard on the role comes first.
    return { arn, state: confirmed.has(arn) ? 'wanted' : 'reserved' };
  });
  const { startsAt, endsAt } = isHeld(status) ? status : { startsAt: requested.notBefore };
  const sessionName = principal?.sessionName as UserEntry['sessionName'];
  return { requestId: id, by: requested.by, sessionName, ...defined({ startsAt, endsAt }), roles };
};

/** Adds a request to the access of its user, or updates it; the same object if nothing changes. */
export const withRequest = (access: UserAccess, request: Request, confirmed: ConfirmedRoles, now: Date): UserAccess => {
  const before = access.entries.find(({ requestId }) => requestId === request.id);
  const next = wantedEntry(request, before, confirmed);
  if (before !== undefined && canonicalJson(before) === canonicalJson(next)) return access;
  const entries = [...access.entries.filter((entry) => entry !== before), next];
  return { ...access, entries, dueAt: addSeconds(now, GRACE_SECONDS) };
};

/** An entry for a request of release 0.1.0, which wrote one policy per role and no entry. */
const legacyEntry = ({ id, requested, principal, status, events, used }: Request): UserEntry | undefined => {
  const endsAt = endOf(status);
  const sessionName = principal?.sessionName;
  if (events[0]?.fact.kind !== 'imported' || endsAt === undefined || sessionName === undefined || used.length === 0)
    return undefined;
  const roles = used.map((arn): UserRole => ({ arn, state: 'confirmed' }));
  return { requestId: id, by: requested.by, sessionName, startsAt: requested.at, endsAt, roles };
};

/** Ends a closed request in the access of its user, and removes it if it had only reserved capacity. */
export const withoutRequest = (access: UserAccess, request: Request): UserAccess => {
  const before = access.entries.find(({ requestId }) => requestId === request.id);
  const others = access.entries.filter((entry) => entry !== before);
  const endsAt = endOf(request.status);
  if (before === undefined) {
    const legacy = legacyEntry(request);
    return legacy === undefined ? access : { ...access, entries: [...others, legacy] };
  }
  if (endsAt === undefined || before.endsAt === undefined) return { ...access, entries: others };
  return before.endsAt <= endsAt ? access : { ...access, entries: [...others, { ...before, endsAt }], dueAt: endsAt };
};
