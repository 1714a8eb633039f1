import type { Schedule } from '../../catalog/catalog.ts';
import { own } from '../../catalog/lookup.ts';
import type { Shift } from '../../schedule/shift.ts';
import { shownIn } from '../../schedule/shown-time.ts';
import { didYouMean } from './shared.ts';

/** The session names of users, where the catalog has them. */
type Names = Readonly<Record<string, string>>;

const userText = (user: string, names: Names): string => {
  const name = own(names, user);
  return name === undefined ? user : `${user} (${name})`;
};

export const onCallText = {
  summary: 'show who is on call, and until when',
  about:
    'Shows the users of the on-call schedules of the catalog at a time: of rotations with the end of the shift, and who is next. Users of PagerDuty schedules are not read.',
  arguments: { schedule: 'a schedule under onCall; default: all of them' },
  options: { at: 'the time, in UTC; default: now' },
  examples: ['assume-bot on-call', 'assume-bot on-call sre --at 2026-12-24T12:00Z'],
  none: 'The catalog has no on-call schedules.',
  unknown: (name: string, likely: readonly string[], known: readonly string[]) =>
    `there is no schedule "${name}" under onCall; ${didYouMean(likely, `known are ${known.join(', ') || 'none'}`)}`,
  /** `shift` is that of a rotation. */
  schedule: (name: string, schedule: Schedule, shift: Shift, names: Names): string => {
    if (schedule.kind === 'pagerduty') return `${name}: the users of the PagerDuty schedule ${schedule.scheduleId}.`;
    if (schedule.kind === 'static')
      return `${name}: ${schedule.users.map((user) => userText(user, names)).join(', ') || 'no one'}, at all times.`;
    const { user, until, next } = shift;
    const who = user === undefined ? 'no one' : userText(user, names);
    if (until === undefined) return `${name}: ${who}, without end.`;
    const then = next === undefined ? 'no one' : userText(next, names);
    return `${name}: ${who} until ${shownIn(until.getTime(), schedule.zone)} (${schedule.zone}), then ${then}.`;
  },
};
