import { rightOf } from '../authority/delegation.ts';
import { missingIn, type Plan, type Progress, place } from '../authority/stages.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { RequestedAccess } from '../request/request.ts';
import { rulesInForce } from '../request/rules.ts';
import type { PastRequest } from './past.ts';
import { readingFrom, worldOf } from './world.ts';

type Enough = 'yes' | 'no' | 'unknown';

/** Whether the approvals that were given count for one plan, each judged by what was read about its approver. */
const enoughFor = (
  plan: Plan,
  { approvals, asked }: PastRequest,
  requested: RequestedAccess,
  catalog: Catalog,
): Enough => {
  let progress: Progress = { stage: 0, counted: [], evidence: [] };
  let isCertain = true;
  const readings = approvals.map((one) => one.reading ?? readingFrom(rightOf(one), one.evidence));
  for (const [index, one] of approvals.entries()) {
    const own = readings[index];
    const others = [...(asked?.readings ?? []), ...readings];
    const world = worldOf(catalog, one.at, own === undefined ? [] : [own], undefined, others);
    const placed = place(plan, progress, one, requested, world);
    if (placed.kind === 'counts') progress = placed.progress;
    if (placed.kind === 'unknown') isCertain = false;
  }
  if (missingIn(plan, progress) <= 0) return 'yes';
  return isCertain ? 'no' : 'unknown';
};

/** Whether the approvals that a request got would be enough by another catalog. */
export const areApprovalsEnough = (past: PastRequest, requested: RequestedAccess, catalog: Catalog): Enough => {
  const inForce = rulesInForce({ requested }, catalog);
  if (inForce.kind !== 'rules') return 'unknown';
  const each = inForce.rules.flatMap(({ plans }) => plans.map((plan) => enoughFor(plan, past, requested, catalog)));
  if (each.includes('no')) return 'no';
  return each.includes('unknown') ? 'unknown' : 'yes';
};
