import type { Principal, Schedule } from '../../functions/core/catalog/catalog.ts';
import { nearest } from '../../functions/core/nearest.ts';
import { shiftAt } from '../../functions/core/schedule/shift.ts';
import { onCallText as text } from '../../functions/core/text/cli/on-call.ts';
import { loadCatalog } from '../cli/catalog.ts';
import { type Cli, CliCommand } from '../cli/command.ts';
import { UsageError } from '../cli/errors.ts';
import { withCatalog } from '../cli/options.ts';
import { timeOf } from '../cli/times.ts';

const shiftOf = (schedule: Schedule, at: Date) => (schedule.kind === 'rotation' ? shiftAt(schedule, at) : {});

const usersOf = (schedule: Schedule, at: Date): readonly string[] | null => {
  if (schedule.kind === 'pagerduty') return null;
  if (schedule.kind === 'static') return schedule.users;
  const { user } = shiftAt(schedule, at);
  return user === undefined ? [] : [user];
};

export const onCall = ({ io, print }: Cli) =>
  withCatalog(
    new CliCommand('on-call', text)
      .argument('[schedule]', text.arguments.schedule)
      .option('--at <time>', text.options.at),
  ).action(
    print(async (named, options) => {
      const { onCall: schedules = {}, people } = await loadCatalog(io, options);
      const at = timeOf('at', options.at) ?? io.clock.now();
      const known = Object.keys(schedules);
      if (named !== undefined && !known.includes(named))
        throw new UsageError(text.unknown(named, nearest(named, known, 2), known));
      const shown = Object.entries<Schedule>(schedules).filter(([name]) => named === undefined || name === named);
      const names = Object.fromEntries(
        Object.entries<Principal>(people).map(([user, { sessionName }]) => [user, sessionName]),
      );
      return {
        code: 0,
        json: {
          at,
          schedules: shown.map(([name, schedule]) => {
            const { until = null, next = null } = shiftOf(schedule, at);
            return { name, kind: schedule.kind, users: usersOf(schedule, at), until, next };
          }),
        },
        lines:
          shown.length === 0
            ? [text.none]
            : shown.map(([name, schedule]) => text.schedule(name, schedule, shiftOf(schedule, at), names)),
      };
    }),
  );
