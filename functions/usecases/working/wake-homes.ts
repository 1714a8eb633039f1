import { knownGroups } from '../../core/authority/directory.ts';
import type { Catalog, RoleRule } from '../../core/catalog/catalog.ts';
import { isAmong } from '../../core/catalog/lookup.ts';
import type { Request } from '../../core/request/request.ts';
import type { Clock, DirectoryStore, Log, WakeQueue } from '../ports.ts';
import { wakeAfterStore } from '../wake.ts';

interface Deps {
  readonly catalog: Catalog;
  readonly directory: Pick<DirectoryStore, 'read'>;
  readonly queue: WakeQueue;
  readonly clock: Clock;
  readonly log: Log;
}

/** One change draws the tabs of so many at once; the others see it when they look at theirs. */
const MOST_HOMES = 50;

/** Has the Home tabs drawn anew of those whom a change of a request concerns, and who ever looked at theirs. */
export const createWakeHomes =
  ({ catalog, directory, queue, clock, log }: Deps) =>
  async ({ asked }: Request): Promise<void> => {
    const known = await directory.read();
    const groups = knownGroups(known, clock.now());
    const rules = asked.roles.flatMap(({ name }): readonly RoleRule[] => {
      const rule = catalog.roles[name];
      return rule === undefined ? [] : [rule];
    });
    const approvers = rules.flatMap((rule) => rule.approvers);
    const concerned = (known.homes ?? []).filter(
      (user) => user === asked.by || isAmong(approvers, user, groups) === 'yes',
    );
    const ordered = concerned.toSorted((a, b) => Number(b === asked.by) - Number(a === asked.by));
    for (const user of ordered.slice(0, MOST_HOMES)) await wakeAfterStore(queue, log, { kind: 'home', user });
  };
