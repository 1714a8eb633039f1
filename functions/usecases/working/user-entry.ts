import { canonicalJson } from '../../core/hash.ts';
import type { RoleArn, UserArn } from '../../core/names.ts';
import { endOf, isHeld, type Request } from '../../core/request/request.ts';
import { addSeconds } from '../../core/time.ts';
import type { UserAccess, UserEntry, UserRole } from '../../core/trust/user-access.ts';

/** IAM's messages may be long, and items have to stay small. */
export const MAX_WHY_CHARACTERS = 1000;

/** Seconds until the sweep wakes the worker again, since a wake-up can be lost. */
const GRACE_SECONDS = 30;

/** The IAM user whose side of the trust we write; undefined where the organisation keeps it, and for federated users. */
export const managedUser = ({ principal }: Pick<Request, 'principal'>): UserArn | undefined =>
  principal?.kind === 'iam-user' && principal.identity === 'managed' ? principal.arn : undefined;

/** The roles whose own side lets the user in, by what was read of their rows. */
export type RoleSide = ReadonlyMap<RoleArn, 'confirmed' | 'waiting'>;

/** What the user's side of a request should be; `before` is how far it has come. */
const wantedEntry = (request: Request, before: UserEntry | undefined, roleSide: RoleSide): UserEntry => {
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
    return { arn, state: role !== undefined && roleSide.get(arn) === 'confirmed' ? 'wanted' : 'reserved' };
  });
  const box = isHeld(status) ? { startsAt: status.startsAt, endsAt: status.endsAt } : pendingBox(request);
  return {
    requestId: id,
    by: requested.by,
    sessionName: principal?.sessionName as UserEntry['sessionName'],
    ...box,
    roles,
  };
};

const pendingBox = ({ requested: { notBefore } }: Request) => (notBefore === undefined ? {} : { startsAt: notBefore });

/** The access of a user with one request as it is stored now; the same object when nothing changes. */
export const withRequest = (access: UserAccess, request: Request, roleSide: RoleSide, now: Date): UserAccess => {
  const before = access.entries.find(({ requestId }) => requestId === request.id);
  const next = wantedEntry(request, before, roleSide);
  if (before !== undefined && canonicalJson(before) === canonicalJson(next)) return access;
  const entries = [...access.entries.filter((entry) => entry !== before), next];
  // A wake-up can be lost: the sweep looks again.
  return { ...access, entries, dueAt: addSeconds(now, GRACE_SECONDS) };
};

/** A request of release 0.1.0 wrote one policy per role and no entry: they are known by one from now on. */
const legacyEntry = ({ id, requested, principal, status, events, used }: Request): readonly UserEntry[] => {
  const endsAt = endOf(status);
  const sessionName = principal?.sessionName;
  if (events[0]?.fact.kind !== 'imported' || endsAt === undefined || sessionName === undefined) return [];
  const roles = used.map((arn): UserRole => ({ arn, state: 'confirmed' }));
  return roles.length === 0
    ? []
    : [{ requestId: id, by: requested.by, sessionName, startsAt: requested.at, endsAt, roles }];
};

/** The access of a user without what a closed request had: ended where it could be written, gone where it was reserved. */
export const withoutRequest = (access: UserAccess, request: Request): UserAccess => {
  const before = access.entries.find(({ requestId }) => requestId === request.id);
  const others = access.entries.filter((entry) => entry !== before);
  const endsAt = endOf(request.status);
  if (before === undefined) {
    const legacy = legacyEntry(request);
    return legacy.length === 0 ? access : { ...access, entries: [...others, ...legacy] };
  }
  if (endsAt === undefined || before.endsAt === undefined) return { ...access, entries: others };
  return before.endsAt <= endsAt ? access : { ...access, entries: [...others, { ...before, endsAt }], dueAt: endsAt };
};
