import type { Catalog } from '../../core/catalog/catalog.ts';
import { defined } from '../../core/defined.ts';
import type { RoleArn } from '../../core/names.ts';
import { addMinutes, addSeconds, earliest } from '../../core/time.ts';
import { policyChars } from '../../core/trust/documents.ts';
import { type Grant, isOpen, type RoleState } from '../../core/trust/grant.ts';
import type { ObservedRole } from '../../core/trust/observed.ts';
import { foreignTrust } from '../../core/trust/packing.ts';
import type { RolePlan } from '../../core/trust/plan-role.ts';
import type { Hub } from '../../core/trust/policy-names.ts';
import { refusalKeptUntil } from '../../core/trust/retention.ts';
import type { Iam, Needs, RolePartition } from '../ports.ts';
import { managerRoleOf } from './former-manager.ts';

/** Minutes until the next run for a role that is held, and for one that is not. */
const HELD_MINUTES = 5;
const IDLE_MINUTES = 360;
/** Seconds until the next run where a grant could not be confirmed. */
const RETRY_SECONDS = 30;

export const isInCatalog = ({ roles }: Catalog, role: RoleArn): boolean =>
  Object.values(roles).some(({ arn }) => arn === role);

/** One run for a role. */
export interface RoleRun {
  readonly role: RoleArn;
  readonly now: Date;
  readonly stored: RolePartition;
  /** The judged grants. */
  readonly grants: readonly Grant[];
  /** New grants that cannot be judged yet. */
  readonly undecided: readonly Grant[];
  /** Whether the quotas and foreign inline policies are read too. */
  readonly isDeep: boolean;
  /** Reaches the account of the role even if it left the catalog. */
  readonly iam: Iam;
}

/** The state of a role that a run stores: what it read, and when the next run is due. */
export const roleStateOf = (
  { role, now, stored, grants, undecided, isDeep }: RoleRun,
  observed: ObservedRole,
  plan: RolePlan,
  { hub, catalog }: { readonly hub: Hub; readonly catalog: Catalog },
): RoleState => {
  const rows = [...grants, ...undecided];
  const isHeld = rows.some((grant) => isOpen(grant, now));
  const nextRun = addMinutes(now, isHeld ? HELD_MINUTES : IDLE_MINUTES);
  const isUnsettled =
    undecided.length > 0 ||
    stored.damaged.length > 0 ||
    plan.refused.length > 0 ||
    plan.blocked !== undefined ||
    plan.guardOverflow !== undefined;
  const dueAt = earliest([nextRun, plan.nextChangeAt, isUnsettled ? addSeconds(now, RETRY_SECONDS) : undefined]);
  const isWatched = isInCatalog(catalog, role) || rows.length > plan.finished.length;
  return {
    roleArn: role,
    seenAt: now,
    deepSeenAt: isDeep ? now : (stored.state?.deepSeenAt ?? new Date(0)),
    foreignTrustChars: policyChars(foreignTrust(observed.trust, hub)),
    trustQuotaChars: observed.trustQuotaChars,
    foreignInlineChars: observed.foreignInlineChars,
    maxSessionSeconds: observed.maxSessionSeconds,
    ...defined({
      managerRoleName: managerRoleOf(catalog, role) ?? stored.state?.managerRoleName,
      dueAt: isWatched ? dueAt : undefined,
    }),
  };
};

type Deps = Needs<'catalog' | 'grants' | 'queue'>;

/** Returns whether the grant was removed. A refused grant stays until its request has read the reason. */
const clear = async ({ grants, queue }: Deps, grant: Grant, now: Date): Promise<boolean> => {
  const isKept = grant.state === 'refused' && now < refusalKeptUntil(grant.endsAt);
  if (!isKept) await grants.remove(grant.roleArn, grant.requestId);
  else if (grant.closedAt === undefined) await grants.markClosed(grant, now);
  if (grant.closedAt === undefined) await queue.wake({ kind: 'request', id: grant.requestId });
  return !isKept;
};

/** Removes the grants of a role that was deleted in AWS. A role that is not in the catalog either is not checked again. */
export const clearDeletedRole = async (
  deps: Deps,
  planned: readonly Grant[],
  state: RoleState | undefined,
  now: Date,
): Promise<void> => {
  let hasRows = false;
  for (const grant of planned) if (isOpen(grant, now) || !(await clear(deps, grant, now))) hasRows = true;
  if (state === undefined) return;
  const { dueAt: _, ...seen } = state;
  const isChecked = hasRows || isInCatalog(deps.catalog, state.roleArn);
  const dueAt = isChecked ? addMinutes(now, hasRows ? HELD_MINUTES : IDLE_MINUTES) : undefined;
  await deps.grants.saveRoleState({ ...seen, seenAt: now, ...defined({ dueAt }) });
};
