import type { Catalog } from '../../core/catalog/catalog.ts';
import type { OnCall } from '../../usecases/ports.ts';
import { type createPagerDuty, OnCallFault } from './pager-duty.ts';

/** The users on call, from the list in the catalog or from PagerDuty. */
export const createOnCall = ({ onCall = {} }: Catalog, pagerDuty: ReturnType<typeof createPagerDuty>): OnCall => ({
  onCallNow: async (name) => {
    const schedule = Object.hasOwn(onCall, name) ? onCall[name] : undefined;
    if (schedule === undefined) throw new OnCallFault(name, 'the catalog has no such schedule');
    return schedule.kind === 'static' ? schedule.users : pagerDuty(name, schedule.scheduleId);
  },
});
