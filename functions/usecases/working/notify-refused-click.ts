import { isClosed } from '../../core/request/request.ts';
import type { Needs, RefusalId } from '../ports.ts';
import { changeRequest } from '../shared/change-request.ts';
import { readPeople } from '../shared/read-people.ts';
import { unlessSlackRefuses } from './unless-slack-refuses.ts';

type Deps = Needs<
  'catalog' | 'directory' | 'refusals' | 'clock' | 'log',
  { requests: 'get' | 'save'; slack: 'notifyRefusedClick' | 'drawCard' | 'person' | 'membersOf' }
>;

/** Notifies a user why their click was refused, and redraws the card: it was out of date. */
export const createNotifyRefusedClick =
  (deps: Deps) =>
  async (id: RefusalId): Promise<void> => {
    const { refusals, requests, slack, catalog, clock, log } = deps;
    const refusal = await refusals.unnotified(id);
    if (refusal?.click === undefined) return;
    // The click may have been refused because the account was not read yet.
    if ((await deps.directory.read()).people[refusal.by] === undefined) await readPeople(deps, [refusal.by], []);
    const { request: requestId, card } = refusal.click;
    const request = await requests.get(requestId);
    const context = { catalog, now: clock.now() };
    const fields = { request: requestId, to: refusal.by };
    await unlessSlackRefuses(log, 'a user could not be notified of a refused click', fields, async () => {
      if (request === undefined) return;
      await slack.notifyRefusedClick(refusal, request, context);
      const isCard = card !== undefined && request.requested.roles.some(({ rule }) => rule.channel === card.channel);
      if (isCard) await slack.drawCard(request, card.channel, card, context);
      const isKnown = request.cards.some(({ channel, ts }) => channel === card?.channel && ts === card.ts);
      // A card that was posted just before a crash is not stored. From now on it is redrawn with the others.
      if (isCard && !isKnown && !isClosed(request.status))
        await changeRequest(deps, requestId, (now) => ({
          outcome: undefined,
          progress: { cards: [...now.cards, card] },
        }));
    });
    await refusals.markNotified(id);
  };
