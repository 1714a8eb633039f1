import type { PersonRecord } from '../../core/authority/directory.ts';
import { schedulesIn, whosIn } from '../../core/authority/on-call.ts';
import type { SlackUserId } from '../../core/names.ts';
import { addMinutes } from '../../core/time.ts';
import type { Needs } from '../ports.ts';
import { readPeople, readSchedules } from '../shared/read-people.ts';

type Deps = Needs<'catalog' | 'directory' | 'clock'>;

const MAX_PEOPLE = 30;
/** Slack allows 20 calls of usergroups.users.list a minute. */
const MAX_GROUPS = 15;
const MEMBER_FRESH_MINUTES = 30;
/** A user who could not request access may have been invited or upgraded since. */
const OUTSIDER_FRESH_MINUTES = 5;
const GROUP_FRESH_MINUTES = 4;

export const oldestFirst = (a: { readAt?: Date }, b: { readAt?: Date }) =>
  (a.readAt?.getTime() ?? 0) - (b.readAt?.getTime() ?? 0);

/** The IDs of the oldest records that exceed their age limit. */
const staleOf = <Id extends string, Known extends { readonly readAt: Date }>(
  ids: readonly Id[],
  known: Readonly<Record<string, Known>>,
  now: Date,
  freshMinutes: (record: Known) => number,
  max: number,
): readonly Id[] =>
  [...new Set(ids)]
    .map((id) => ({ id, record: known[id] }))
    .filter(({ record }) => record === undefined || addMinutes(record.readAt, freshMinutes(record)) <= now)
    .toSorted((a, b) => oldestFirst(a.record ?? {}, b.record ?? {}))
    .slice(0, max)
    .map(({ id }) => id);

export const refreshWorkspace = async ({ directory, slack }: Needs<'directory' | 'slack'>): Promise<void> => {
  if ((await directory.read()).workspace === undefined) await directory.merge({ workspace: await slack.workspace() });
};

/** Reads the users and groups again whose data is oldest. */
export const refreshPeople = async (deps: Deps & Needs<never, { slack: 'person' | 'membersOf' }>): Promise<void> => {
  const { catalog, directory, clock } = deps;
  const now = clock.now();
  const known = await directory.read();
  const who = whosIn(catalog);
  const groupIds = who.flatMap((one) => (one.kind === 'group' ? [one.id] : []));
  const named = [
    ...who.flatMap((one) => (one.kind === 'user' ? [one.id] : [])),
    ...groupIds.flatMap((id) => known.groups[id]?.members ?? []),
  ];
  const ids = [...Object.keys(catalog.people), ...Object.keys(known.people), ...named] as SlackUserId[];
  const freshMinutes = ({ accountStatus }: PersonRecord) =>
    accountStatus === 'member' ? MEMBER_FRESH_MINUTES : OUTSIDER_FRESH_MINUTES;
  const people = staleOf(ids, known.people, now, freshMinutes, MAX_PEOPLE);
  const groups = staleOf(groupIds, known.groups, now, () => GROUP_FRESH_MINUTES, MAX_GROUPS);
  if (people.length + groups.length > 0) await readPeople(deps, people, groups);
};

export const refreshSchedules = async (deps: Deps & Needs<'onCall'>): Promise<void> => {
  const { catalog, directory, clock } = deps;
  const known = await directory.read();
  const names = schedulesIn(whosIn(catalog), catalog);
  const stale = staleOf(names, known.schedules ?? {}, clock.now(), () => GROUP_FRESH_MINUTES, names.length);
  await readSchedules(deps, known, stale);
};
