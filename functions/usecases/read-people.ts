import type { Directory, GroupRecord, PersonRecord } from '../core/directory.ts';
import type { SlackGroupId, SlackUserId } from '../core/names.ts';
import type { Clock, DirectoryStore, Slack } from './ports.ts';

interface Deps {
  readonly directory: DirectoryStore;
  readonly slack: Pick<Slack, 'person' | 'membersOf'>;
  readonly clock: Clock;
}

/** Reads people and groups from Slack, keeps what was read, and answers with the directory as it is then. */
export const readPeople = async (
  { directory, slack, clock }: Deps,
  ids: readonly SlackUserId[],
  groupIds: readonly SlackGroupId[],
): Promise<Directory> => {
  const people: Record<SlackUserId, PersonRecord> = {};
  for (const id of new Set(ids)) {
    const person = await slack.person(id);
    // An account that Slack does not know is nobody who may hold anything.
    people[id] = { ...(person ?? { standing: 'deactivated', name: id }), readAt: clock.now() };
  }
  const groups: Record<SlackGroupId, GroupRecord> = {};
  for (const id of new Set(groupIds)) groups[id] = { members: await slack.membersOf(id), readAt: clock.now() };
  await directory.merge({ people, groups });
  const known = await directory.read();
  return { ...known, people: { ...known.people, ...people }, groups: { ...known.groups, ...groups } };
};
