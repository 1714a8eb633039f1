import { EMPTY_DIRECTORY } from '../../authority/directory.ts';
import type { Catalog, Role } from '../../catalog/catalog.ts';
import { onCallAt } from '../../schedule/rotation.ts';
import { type Explained, explainRules } from '../explained.ts';
import type { Gap } from './gaps.ts';
import type { Timeline } from './timeline.ts';

const WEEK_MS = 7 * 24 * 60 * 60_000;
/** Longer rotations have a turn within these weeks too, unless they have more than fifty users. */
const MOST_WEEKS = 53;

/** One request of a gap, as `assume-bot explain` can be asked about it. */
export interface GapExample {
  readonly user: string;
  readonly groups: readonly string[];
  /** Schedules of PagerDuty. */
  readonly onCall: readonly string[];
  readonly at: Date;
  readonly minutes?: number;
}

const idsOf = (of: ReadonlySet<string>, kind: string): readonly string[] =>
  [...of].flatMap((key) => (key.startsWith(`${kind} `) ? key.slice(kind.length + 1) : []));

/** Moments of the gap in the coming year, in order. */
function* momentsOf({ stretches }: Timeline, { moments }: Gap): Generator<Date> {
  for (const stretch of stretches)
    for (let week = 0; week < MOST_WEEKS; week += 1)
      for (const { ms, cell } of stretch.moments)
        if (ms + week * WEEK_MS < stretch.untilMs && (moments?.has(cell) ?? true)) yield new Date(ms + week * WEEK_MS);
}

/**
 * A request of a gap that the decision itself confirms; undefined if there is none in the coming year, because the users of a
 * rotation have their turns at other times.
 */
export const exampleOf = (
  gap: Gap,
  role: Role,
  catalog: Catalog,
  timeline: Timeline,
  stranger: string,
  isConfirmed: (explained: Explained) => boolean,
): GapExample | undefined => {
  const { onCall: schedules = {} } = catalog;
  const { of, user = stranger } = gap.holder;
  const groups = idsOf(of, 'group');
  const names = idsOf(of, 'onCall');
  const onCall = names.filter((name) => schedules[name]?.kind === 'pagerduty');
  const isTurn = (at: Date): boolean =>
    names.every((name) => {
      const schedule = schedules[name];
      return schedule?.kind !== 'rotation' || onCallAt(schedule, at) === user;
    });
  const id = user as Parameters<typeof explainRules>[1]['holder'];
  for (const at of momentsOf(timeline, gap)) {
    if (!isTurn(at)) continue;
    const record = { members: [id], readAt: at };
    const none = { members: [], readAt: at };
    const membersOf = (all: readonly string[], own: readonly string[]) =>
      Object.fromEntries(all.map((name) => [name, own.includes(name) ? record : none]));
    const directory = {
      ...EMPTY_DIRECTORY,
      groups: membersOf(allGroups(role), groups),
      schedules: membersOf(Object.keys(schedules), onCall),
    };
    const question = {
      holder: id,
      typedBy: id,
      at,
      isEmergency: gap.mode === 'emergency',
      isScheduled: gap.mode === 'scheduled',
      ...(gap.minutes === undefined ? {} : { minutes: gap.minutes }),
    };
    if (isConfirmed(explainRules(role, question, { catalog, directory, now: at })))
      return { user, groups, onCall, at, ...(gap.minutes === undefined ? {} : { minutes: gap.minutes }) };
  }
  return undefined;
};

const allGroups = ({ rules }: Role): readonly string[] =>
  rules.flatMap(({ when, requesters, emergency }) =>
    [...(when?.requester ?? []), ...requesters, ...(emergency?.requesters ?? [])].flatMap((who) =>
      who.kind === 'group' ? [who.id] : [],
    ),
  );
