import type { Directory, GroupRecord } from '../../core/authority/directory.ts';
import type { Needs } from '../ports.ts';

type Deps = Needs<'directory' | 'onCall' | 'clock'>;

/** Asks who is on call, stores it, and answers with the directory as it is then. Faults leave what was known. */
export const readSchedules = async (
  { directory, onCall, clock }: Deps,
  known: Directory,
  names: readonly string[],
): Promise<Directory> => {
  const faults: unknown[] = [];
  const schedules: Record<string, GroupRecord> = { ...known.schedules };
  for (const name of names) {
    try {
      schedules[name] = { members: await onCall.onCallNow(name), readAt: clock.now() };
    } catch (fault) {
      faults.push(fault);
    }
  }
  if (faults.length < names.length) await directory.merge({ schedules });
  if (faults.length > 0) throw new AggregateError(faults, 'who is on call could not be asked');
  return { ...known, schedules };
};
