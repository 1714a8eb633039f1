import { delegationsOf } from '../../core/authority/delegation.ts';
import type { Directory } from '../../core/authority/directory.ts';
import { requestableBy } from '../../core/authority/requestable.ts';
import { SlackFault } from '../../core/fault.ts';
import type { SlackUserId } from '../../core/names.ts';
import { emergenciesToReview } from '../../core/request/emergency.ts';
import type { HomeTab } from '../../core/request/home-tab.ts';
import { isClosed, isHeld } from '../../core/request/request.ts';
import { canDecide } from '../../core/request/review.ts';
import type { Needs } from '../ports.ts';
import { readPeople } from '../shared/read-people.ts';
import { MAX_RECENT, readRequests } from '../shared/read-requests.ts';

type Deps = Needs<'catalog' | 'directory' | 'requests' | 'due' | 'slack' | 'clock' | 'log'>;

/** The limits of the tab. The tab says what it leaves out. */
const MAX_OPEN = 500;
const MAX_CLOSED = 5;

const homeOf = async (deps: Deps, user: SlackUserId, directory: Directory): Promise<HomeTab> => {
  const world = { catalog: deps.catalog, directory, now: deps.clock.now() };
  const found = requestableBy(user, world);
  if (found.answer === 'no') return { kind: 'refused', refusal: found.refusal };
  const recent = (await deps.requests.recentOf(user, { limit: MAX_RECENT })).map(({ id }) => id);
  const own = await readRequests(deps, recent);
  const others = await readRequests(deps, await deps.due.open(MAX_OPEN));
  return {
    kind: 'home',
    held: own.filter(({ status }) => isHeld(status)),
    pending: own.filter(({ status }) => status.kind === 'pending'),
    toDecide: others
      .filter((request) => canDecide(request, user, world))
      .toSorted((a, b) => a.requested.at.getTime() - b.requested.at.getTime()),
    toReview: emergenciesToReview(others, user, world),
    delegations: delegationsOf(user, world),
    requestable: found.requestable,
    recent: own.filter(({ status }) => isClosed(status)).slice(0, MAX_CLOSED),
  };
};

/** Draws a user's Home tab from the store, and stores that the user has opened it. Slack faults are logged. */
export const createPublishHomeTab =
  (deps: Deps) =>
  async (user: SlackUserId): Promise<void> => {
    const { catalog, slack, clock, log } = deps;
    const stored = await deps.directory.read();
    const directory = stored.people[user] === undefined ? await readPeople(deps, [user]) : stored;
    // Before the requests are read, so that later changes draw the tab again.
    if (!(directory.homeTabs ?? []).includes(user)) await deps.directory.merge({ homeTabs: [user] });
    const home = await homeOf(deps, user, directory);
    try {
      await slack.publishHomeTab(user, home, { catalog, now: clock.now() });
    } catch (fault) {
      if (!(fault instanceof SlackFault)) throw fault;
      log.warn('a Home tab could not be drawn', { user, cause: fault });
    }
  };
