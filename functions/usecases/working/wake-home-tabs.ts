import { among } from '../../core/authority/membership.ts';
import type { Request } from '../../core/request/request.ts';
import type { Needs } from '../ports.ts';
import { wakeAfterStore } from '../shared/wake-after-store.ts';

type Deps = Needs<'catalog' | 'queue' | 'clock' | 'log', { directory: 'read' }>;

/** One change redraws at most this many tabs. Other users see the change when they open theirs. */
const MAX_HOME_TABS = 50;

/** Redraws the Home tabs of the users whom a request concerns, if they ever opened theirs. */
export const createWakeHomeTabs =
  ({ catalog, directory, queue, clock, log }: Deps) =>
  async ({ requested }: Request): Promise<void> => {
    const known = await directory.read();
    const world = { directory: known, now: clock.now() };
    const approvers = requested.roles.flatMap(({ name }) => catalog.roles[name]?.approvers ?? []);
    const concerned = (known.homeTabs ?? []).filter(
      (user) => user === requested.by || among(approvers, user, world).answer === 'yes',
    );
    const ordered = concerned.toSorted((a, b) => Number(b === requested.by) - Number(a === requested.by));
    for (const user of ordered.slice(0, MAX_HOME_TABS)) await wakeAfterStore(queue, log, { kind: 'home', user });
  };
