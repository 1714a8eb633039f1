import type { Directory } from '../../core/authority/directory.ts';
import { requestableBy } from '../../core/authority/requestable.ts';
import { SlackFault } from '../../core/fault.ts';
import type { SlackUserId } from '../../core/names.ts';
import type { HomeTab } from '../../core/request/home-tab.ts';
import { isClosed } from '../../core/request/request.ts';
import { canDecide } from '../../core/request/review.ts';
import type { Needs } from '../ports.ts';
import { readPeople } from '../shared/read-people.ts';
import { MAX_RECENT, readRequests } from '../shared/read-requests.ts';

type Deps = Needs<
  'catalog' | 'directory' | 'clock' | 'log',
  { requests: 'getMany' | 'recentOf'; due: 'open'; slack: 'publishHomeTab' | 'person' | 'membersOf' }
>;

/** The limits of the tab. The tab says what it leaves out. */
const MAX_OPEN = 500;
const MAX_CLOSED = 5;

/** Draws a user's Home tab from the store, and stores that the user has opened it. Slack faults are logged. */
export const createPublishHomeTab = (deps: Deps) => {
  const { catalog, requests, slack, clock, log } = deps;

  const known = async (user: SlackUserId): Promise<Directory> => {
    const directory = await deps.directory.read();
    return directory.people[user] === undefined ? readPeople(deps, [user], []) : directory;
  };

  const homeOf = async (user: SlackUserId, directory: Directory): Promise<HomeTab> => {
    const world = { catalog, directory, now: clock.now() };
    const found = requestableBy(user, world);
    if (found.answer === 'no') return { kind: 'refused', refusal: found.refusal };
    const recent = await requests.recentOf(user, { limit: MAX_RECENT });
    const own = await readRequests(
      deps,
      recent.map(({ id }) => id),
    );
    const others = await readRequests(deps, await deps.due.open(MAX_OPEN));
    return {
      kind: 'home',
      held: own.filter(({ status }) => status.kind === 'approved' || status.kind === 'active'),
      pending: own.filter(({ status }) => status.kind === 'pending'),
      toDecide: others
        .filter((request) => canDecide(request, user, world))
        .toSorted((a, b) => a.requested.at.getTime() - b.requested.at.getTime()),
      requestable: found.requestable,
      recent: own.filter(({ status }) => isClosed(status)).slice(0, MAX_CLOSED),
    };
  };

  return async (user: SlackUserId): Promise<void> => {
    const directory = await known(user);
    // Before the requests are read, so that later changes draw the tab again.
    if (!(directory.homeTabs ?? []).includes(user)) await deps.directory.merge({ homeTabs: [user] });
    const home = await homeOf(user, directory);
    try {
      await slack.publishHomeTab(user, home, { catalog, now: clock.now() });
    } catch (fault) {
      if (!(fault instanceof SlackFault)) throw fault;
      log.warn('a Home tab could not be drawn', { user, cause: fault });
    }
  };
};
