import { termsOf } from '../../core/catalog/conditions.ts';
import { defined } from '../../core/defined.ts';
import { type Allowed, grantsOf, type RequestRefusal } from '../../core/request/decide-request.ts';
import type { RequestId } from '../../core/request/ids.ts';
import { endOf, isHeld, type Request, type RequestedAccess, timeBox } from '../../core/request/request.ts';
import type { TimeBox } from '../../core/trust/access-intervals.ts';
import { type CapacityRefusal, capacityOf, refuseCapacity } from '../../core/trust/capacity.ts';
import type { Grant } from '../../core/trust/grant.ts';
import type { Needs, RolePartition } from '../ports.ts';
import { checkEarlierEmergencies, openIds, readRequests } from '../shared/read-requests.ts';

export type CheckDeps = Needs<
  'catalog' | 'hub' | 'requests' | 'due' | 'clock' | 'log',
  { directory: 'read'; grants: 'ofRole' }
>;

export type NotSubmitted =
  | { readonly kind: 'already_pending'; readonly request: Request }
  /** The holder has the access in the requested time. `request` is the one that ends last. */
  | { readonly kind: 'already_held'; readonly request: Request }
  | { readonly kind: 'refused'; readonly refusal: RequestRefusal };

/** The request can be submitted. */
export interface Free {
  readonly kind: 'free';
  /** The user's request before this one, from which its ID is derived. */
  readonly previous: RequestId | undefined;
  /** The time box that an approval at this moment would open. */
  readonly box: { readonly startsAt: Date; readonly endsAt: Date };
  readonly refuseCapacity: (id: RequestId) => RequestRefusal | undefined;
}

/** How many of a user's latest requests for one role or bundle may be pending. */
const MAX_PENDING = 5;

/** Whether a pending request prevents another one. Only a pending emergency prevents an emergency. */
export const isInTheWay = ({ status, requested }: Request, next: RequestedAccess): boolean =>
  status.kind === 'pending' && (next.emergency !== true || requested.emergency === true);

/** What the holder has of the same role or bundle at some time of a time box. An emergency is not refused for it. */
const heldIn = (box: TimeBox, open: readonly Request[], requested: RequestedAccess): Request | undefined =>
  requested.extends !== undefined || requested.emergency === true
    ? undefined
    : open
        .filter(({ status }) => isHeld(status) && status.startsAt < box.endsAt && status.endsAt > box.startsAt)
        .toSorted((a, b) => Number(endOf(a.status)) - Number(endOf(b.status)))
        .at(-1);

/** Refuses new grants that do not fit, by the last data of each role. The worker decides for a role that was never read. */
export const refuseRoleCapacity = (
  partitions: readonly RolePartition[],
  wanted: readonly Grant[],
  { hub, catalog }: Pick<CheckDeps, 'hub' | 'catalog'>,
  now: Date,
): CapacityRefusal | undefined => {
  for (const { state, grants } of partitions) {
    const own = wanted.filter((grant) => grant.roleArn === state?.roleArn);
    if (state === undefined || own.length === 0) continue;
    const existing = grants.filter((grant) => grant.state !== 'refused');
    const refusal = refuseCapacity(
      capacityOf(state, { hub, terms: termsOf(catalog, state.roleArn) }),
      existing,
      own,
      now,
    );
    if (refusal !== undefined) return refusal;
  }
  return undefined;
};

/** Checks a request that the rules allow against what is stored: pending requests, owed reviews, and the capacity of IAM. */
export const checkSubmission = async (
  deps: CheckDeps,
  { requested, principal }: Allowed,
  isAnyway = false,
): Promise<Free | NotSubmitted> => {
  const { catalog, requests, grants } = deps;
  const { at: now } = requested;
  const [recent, partitions] = await Promise.all([
    requests.recentOf(requested.by, { limit: MAX_PENDING, target: requested.target }),
    Promise.all(requested.roles.map(({ arn }) => grants.ofRole(arn))),
  ]);
  const open = isAnyway ? [] : await readRequests(deps, openIds(recent));
  const pending = open.find((request) => isInTheWay(request, requested));
  if (pending !== undefined) return { kind: 'already_pending', request: pending };
  const world = { catalog, directory: await deps.directory.read(), now };
  const refusal = await checkEarlierEmergencies(deps, { requested }, world);
  if (refusal !== undefined) return { kind: 'refused', refusal };
  const box = timeBox(requested, now);
  if (box === undefined) return { kind: 'refused', refusal: { kind: 'ends_before_start' } };
  const held = heldIn(box, open, requested);
  if (held !== undefined) return { kind: 'already_held', request: held };
  const refuseCapacity = (id: RequestId) =>
    refuseRoleCapacity(partitions, grantsOf({ id, requested, ...defined({ principal }) }, box), deps, now);
  return { kind: 'free', previous: recent[0]?.id, box, refuseCapacity };
};
