import type { Directory, GroupRecord, PersonRecord } from '../../core/authority/directory.ts';
import type { SlackGroupId, SlackUserId } from '../../core/names.ts';
import type { Needs } from '../ports.ts';
import { collectFaults } from './collect-faults.ts';

type Deps = Needs<'directory' | 'clock', { slack: 'person' | 'membersOf' }>;

/** Reads users and groups from Slack, stores them, and answers the directory. Throws the faults after storing the rest. */
export const readPeople = async (
  { directory, slack, clock }: Deps,
  ids: readonly SlackUserId[],
  groupIds: readonly SlackGroupId[],
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
