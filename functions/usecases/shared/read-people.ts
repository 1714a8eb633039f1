import type { Directory, GroupRecord, PersonRecord } from '../../core/authority/directory.ts';
import type { SlackGroupId, SlackUserId } from '../../core/names.ts';
import type { Needs } from '../ports.ts';

/** Runs a step for each item, one after the other, and returns the faults: no item delays the others. */
export const collectFaults = async <Item>(
  items: Iterable<Item>,
  step: (item: Item) => Promise<unknown>,
): Promise<readonly unknown[]> => {
  const faults: unknown[] = [];
  for (const item of items) await step(item).catch((fault: unknown) => faults.push(fault));
  return faults;
};

/** Reads users and groups from Slack, stores them, and returns the directory. Throws the faults after storing the rest. */
export const readPeople = async (
  { directory, slack, clock }: Needs<'directory' | 'clock', { slack: 'person' | 'membersOf' }>,
  ids: readonly SlackUserId[],
  groupIds: readonly SlackGroupId[] = [],
): Promise<Directory> => {
  const people: Record<SlackUserId, PersonRecord> = {};
  const groups: Record<SlackGroupId, GroupRecord> = {};
  const faults = [
    ...(await collectFaults(new Set(ids), async (id) => {
      // An account that Slack does not know must not hold access.
      const person = (await slack.person(id)) ?? { accountStatus: 'deactivated', name: id };
      people[id] = { ...person, readAt: clock.now() };
    })),
    ...(await collectFaults(new Set(groupIds), async (id) => {
      groups[id] = { members: await slack.membersOf(id), readAt: clock.now() };
    })),
  ];
  await directory.merge({ people, groups });
  if (faults.length > 1)
    throw new AggregateError(faults, `${faults.length} users or groups could not be read from Slack`);
  if (faults.length === 1) throw faults[0];
  const known = await directory.read();
  return { ...known, people: { ...known.people, ...people }, groups: { ...known.groups, ...groups } };
};

/** Reads who is on call, stores it, and returns the directory. A schedule that cannot be read keeps its last data. */
export const readSchedules = async (
  { directory, onCall, clock }: Needs<'directory' | 'onCall' | 'clock'>,
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
