import type { Directory, GroupRecord } from '../../core/authority/directory.ts';
import type { Needs } from '../ports.ts';
import { collectFaults } from './collect-faults.ts';

type Deps = Needs<'directory' | 'onCall' | 'clock'>;

/** Reads who is on call, stores it, and answers the directory with it. A schedule that cannot be read stays as it was. */
export const readSchedules = async (
  { directory, onCall, clock }: Deps,
  known: Directory,
  names: readonly string[],
): Promise<Directory> => {
  const schedules: Record<string, GroupRecord> = { ...known.schedules };
  const faults = await collectFaults(names, async (name) => {
    schedules[name] = { members: await onCall.onCallNow(name), readAt: clock.now() };
  });
  if (faults.length < names.length) await directory.merge({ schedules });
  if (faults.length > 0) throw new AggregateError(faults, 'on-call schedules could not be read');
  return { ...known, schedules };
};
