import { type CapacityRefusal, capacityOf, refuseCapacity } from '../../core/trust/capacity.ts';
import type { Grant } from '../../core/trust/grant.ts';
import type { Hub } from '../../core/trust/policy-names.ts';
import type { RolePartition } from '../ports.ts';

/** Whether new grants fit, by what was last seen of each role. The worker decides for a role that was never seen. */
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
