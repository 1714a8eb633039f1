import { stagesOf } from '../../core/authority/stages.ts';
import type { Catalog } from '../../core/catalog/catalog.ts';
import { lapsesBeforeHours } from '../../core/rules/quality/waiting.ts';
import { formatDuration } from '../../core/schedule/duration.ts';
import { shownIn } from '../../core/schedule/shown-time.ts';
import type { CompiledRole } from './compile-roles.ts';
import { once } from './once.ts';
import type { Source } from './read.ts';

/** Reports rules whose requests lapse before the hours of their approvers, and warns if that depends on the time of the request. */
export const checkWaiting = (
  { settings: { lapseAfterMinutes } }: Pick<Catalog, 'settings'>,
  roles: readonly CompiledRole[],
  source: Source,
  now: Date,
): void => {
  const lapses = once((rule: Parameters<typeof lapsesBeforeHours>[0]) =>
    lapsesBeforeHours(rule, lapseAfterMinutes, now),
  );
  const lapseAfter = `lapse after ${formatDuration(lapseAfterMinutes)} (settings.lapseAfter), before the hours of the approvers`;
  for (const { role, origins } of roles) {
    const paths = origins.flatMap(({ left, path }) => (left === undefined ? [path] : []));
    for (const [index, rule] of (role?.rules ?? []).entries()) {
      const stages = stagesOf(rule);
      const zone = stages.flatMap(({ hours }) => hours ?? [])[0]?.zone;
      if (zone === undefined) continue;
      const { when, approvers, approvals } = rule;
      const found = lapses({ when, approvers, approvals, stages } as typeof rule);
      if (found === undefined) continue;
      const path = paths[index] ?? ['roles', role?.name ?? ''];
      if (found.isAlways) source.problem(path, `no request could ever be approved: requests ${lapseAfter}`);
      else
        source.warning(
          path,
          `requests such as one of ${shownIn(found.ms, zone)} (${zone}) ${lapseAfter}; raise settings.lapseAfter, or let others approve at that time`,
        );
    }
  }
};
