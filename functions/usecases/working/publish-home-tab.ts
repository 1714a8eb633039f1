import type { Directory } from '../../core/authority/directory.ts';
import { requestableBy } from '../../core/authority/requestable.ts';
import { SlackFault } from '../../core/fault.ts';
import type { SlackUserId } from '../../core/names.ts';
import type { Home } from '../../core/request/home.ts';
import { isClosed } from '../../core/request/request.ts';
import { canDecide } from '../../core/request/review.ts';
import type { Needs } from '../ports.ts';
import { readPeople } from '../shared/read-people.ts';
import { readRequests } from '../shared/read-requests.ts';

type Deps = Needs<
  'catalog' | 'directory' | 'clock' | 'log',
  { requests: 'getMany' | 'recentOf'; due: 'open'; slack: 'publishHomeTab' | 'person' | 'membersOf' }
>;

/** How much is looked through; what is left out on the tab is said there. */
const LOOKED_THROUGH = 100;
const MOST_OPEN = 500;
const MOST_RECENT = 5;

/** Draws a user's Home tab from the store and remembers that they look at it. Slack's refusals are logged. */
export const createPublishHomeTab = (deps: Deps) => {
  const { catalog, requests, slack, clock, log } = deps;

  const known = async (user: SlackUserId): Promise<Directory> => {
    const directory = await deps.directory.read();
    return directory.people[user] === undefined ? readPeople(deps, [user], []) : directory;
  };

  const homeOf = async (user: SlackUserId, directory: Directory): Promise<Home> => {
    const world = { catalog, directory, now: clock.now() };
    const found = requestableBy(user, world);
    if (found.answer === 'no') return { kind: 'refused', refusal: found.refusal };
    const [recent, open] = await Promise.all([
      requests.recentOf(user, { limit: LOOKED_THROUGH }),
      deps.due.open(MOST_OPEN),
    ]);
    const ids = recent.map(({ id }) => id);
    const own = await readRequests(deps, ids);
    const others = await readRequests(deps, open);
    return {
      kind: 'home',
      held: own.filter(({ status }) => status.kind === 'approved' || status.kind === 'active'),
      pending: own.filter(({ status }) => status.kind === 'pending'),
      toDecide: others
        .filter((request) => canDecide(request, user, world))
        .toSorted((a, b) => a.requested.at.getTime() - b.requested.at.getTime()),
      requestable: found.requestable,
      recent: own.filter(({ status }) => isClosed(status)).slice(0, MOST_RECENT),
    };
  };

  return async (user: SlackUserId): Promise<void> => {
    const directory = await known(user);
    // Before anything is read: what changes from here on draws the tab again.
    if (!(directory.homes ?? []).includes(user)) await deps.directory.merge({ homes: [user] });
    const home = await homeOf(user, directory);
    try {
      await slack.publishHomeTab(user, home, { catalog, now: clock.now() });
    } catch (fault) {
      if (!(fault instanceof SlackFault)) throw fault;
      log.warn('a Home tab could not be drawn', { user, cause: fault });
    }
  };
};
