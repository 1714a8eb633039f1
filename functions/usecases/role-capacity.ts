import type { Grant } from '../core/grant.ts';
import type { CapacityRefusal } from '../core/trust/capacity.ts';
import { capacityOf, refuseCapacity } from '../core/trust/capacity.ts';
import type { Hub } from '../core/trust/policy-names.ts';
import type { RolePartition } from './ports.ts';

/**
 * Whether new grants have room beside those that stand, by what was last seen of each role. A role that was never seen
 * is judged by the worker, which reads IAM before an approver is asked.
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
    const standing = grants.filter((grant) => grant.state !== 'refused');
    const refusal = refuseCapacity(capacityOf(state, hub), standing, own, now);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
};
