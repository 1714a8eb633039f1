import type { Grant } from '../core/grant.ts';
import { type CapacityRefusal, capacityOf, refuseCapacity } from '../core/trust/capacity.ts';
import type { Hub } from '../core/trust/policy-names.ts';
import type { RolePartition } from './ports.ts';

/**
 * Whether new grants fit beside the grants of each role, by what was last seen of it. A role that was never seen is
 * judged by the worker, which reads IAM before an approver is asked.
 */
export const refuseRoleCapacity = (
  partitions: readonly RolePartition[],
  wanted: readonly Grant[],
  hub: Hub,
  now: Date,
): CapacityRefusal | undefined => {
  for (const { state, grants } of partitions) {
    const own = wanted.filter((grant) => grant.roleArn === state?.roleArn);
    if (state === undefined || own.length === 0) continue;
    const existing = grants.filter((grant) => grant.state !== 'refused');
    const refusal = refuseCapacity(capacityOf(state, hub), existing, own, now);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
};
