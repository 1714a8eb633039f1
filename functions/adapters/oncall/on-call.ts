import type { Catalog } from '../../core/catalog/catalog.ts';
import type { OnCall } from '../../usecases/ports.ts';
import { type createPagerDuty, OnCallFault } from './pager-duty.ts';

/** The users on call in PagerDuty. The core computes who is on call for other schedules from the catalog. */
export const createOnCall = ({ onCall = {} }: Catalog, pagerDuty: ReturnType<typeof createPagerDuty>): OnCall => ({
  onCallNow: async (name) => {
    const schedule = Object.hasOwn(onCall, name) ? onCall[name] : undefined;
    if (schedule?.kind !== 'pagerduty') throw new OnCallFault(name, 'the catalog has no such schedule in PagerDuty');
    return pagerDuty(name, schedule.scheduleId);
  },
});
