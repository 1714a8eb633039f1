import type { Directory, GroupRecord, PersonRecord } from '../../core/authority/directory.ts';
import type { SlackGroupId, SlackUserId } from '../../core/names.ts';
import type { Needs } from '../ports.ts';

type Deps = Needs<'directory' | 'clock', { slack: 'person' | 'membersOf' }>;

/** Reads users and groups from Slack, stores them, and answers with the directory. One fault delays no other. */
export const readPeople = async (
  { directory, slack, clock }: Deps,
  ids: readonly SlackUserId[],
  groupIds: readonly SlackGroupId[],
): Promise<Directory> => {
  const faults: unknown[] = [];
  const attempt = async (read: () => Promise<void>): Promise<void> => {
    try {
      await read();
    } catch (fault) {
      faults.push(fault);
    }
  };
  const people: Record<SlackUserId, PersonRecord> = {};
  for (const id of new Set(ids)) {
    await attempt(async () => {
      const person = await slack.person(id);
      // An account that Slack does not know is nobody who may hold anything.
      people[id] = { ...(person ?? { standing: 'deactivated', name: id }), readAt: clock.now() };
    });
  }
  const groups: Record<SlackGroupId, GroupRecord> = {};
  for (const id of new Set(groupIds)) {
    await attempt(async () => {
      groups[id] = { members: await slack.membersOf(id), readAt: clock.now() };
    });
  }
  await directory.merge({ people, groups });
  if (faults.length > 1)
    throw new AggregateError(faults, `${faults.length} people or groups could not be read from Slack`);
  if (faults.length === 1) throw faults[0];
  const known = await directory.read();
  return { ...known, people: { ...known.people, ...people }, groups: { ...known.groups, ...groups } };
};
