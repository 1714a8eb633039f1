import type { Catalog } from '../../core/catalog/catalog.ts';
import type { SlackUserId } from '../../core/names.ts';
import type { OnCall } from '../../usecases/ports.ts';
import { OnCallFault } from './on-call-fault.ts';

/** Who is on call: by the list in the catalog, or by the service that it names. */
export const createOnCall = ({
  catalog,
  pagerDuty,
}: {
  readonly catalog: Catalog;
  /** Absent where no schedule is kept there. */
  readonly pagerDuty?: (schedule: string, scheduleId: string) => Promise<readonly SlackUserId[]>;
}): OnCall => ({
  onCallNow: async (name) => {
    const schedule = Object.hasOwn(catalog.onCall ?? {}, name) ? catalog.onCall?.[name] : undefined;
    if (schedule === undefined) throw new OnCallFault(name, 'the catalog has no such schedule');
    if (schedule.kind === 'static') return schedule.users;
    if (pagerDuty === undefined) throw new OnCallFault(name, 'there is no token for PagerDuty');
    return pagerDuty(name, schedule.scheduleId);
  },
});
