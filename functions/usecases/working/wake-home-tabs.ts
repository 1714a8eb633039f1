import { among } from '../../core/authority/membership.ts';
import type { RoleRule } from '../../core/catalog/catalog.ts';
import type { Request } from '../../core/request/request.ts';
import type { Needs } from '../ports.ts';
import { wakeAfterStore } from '../shared/wake-after-store.ts';

type Deps = Needs<'catalog' | 'queue' | 'clock' | 'log', { directory: 'read' }>;

/** One change redraws this many tabs at most; the other users see it when they open theirs. */
const MOST_HOMES = 50;

/** Has the Home tabs redrawn of the users whom a change of a request concerns, of those who ever opened theirs. */
export const createWakeHomeTabs =
  ({ catalog, directory, queue, clock, log }: Deps) =>
  async ({ requested }: Request): Promise<void> => {
    const known = await directory.read();
    const world = { directory: known, now: clock.now() };
    const rules = requested.roles.flatMap(({ name }): readonly RoleRule[] => {
      const rule = catalog.roles[name];
      return rule === undefined ? [] : [rule];
    });
    const approvers = rules.flatMap((rule) => rule.approvers);
    const concerned = (known.homes ?? []).filter(
      (user) => user === requested.by || among(approvers, user, world).answer === 'yes',
    );
    const ordered = concerned.toSorted((a, b) => Number(b === requested.by) - Number(a === requested.by));
    for (const user of ordered.slice(0, MOST_HOMES)) await wakeAfterStore(queue, log, { kind: 'home', user });
  };
