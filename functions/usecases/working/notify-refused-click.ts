import { isClosed } from '../../core/request/request.ts';
import type { Needs, RefusalId } from '../ports.ts';
import { changeRequest } from '../shared/change.ts';
import { readPeople } from '../shared/read-people.ts';
import { isUnstoredCard } from '../shared/unstored-card.ts';
import { unlessSlackRefuses } from './unless-slack-refuses.ts';

type Deps = Needs<'catalog' | 'directory' | 'requests' | 'refusals' | 'slack' | 'clock' | 'log'>;

/** Notifies a user why their click was refused, and redraws the card: it was out of date. */
export const createNotifyRefusedClick =
  (deps: Deps) =>
  async (id: RefusalId): Promise<void> => {
    const { refusals, requests, slack, catalog, clock, log } = deps;
    const refusal = await refusals.unnotified(id);
    if (refusal?.click === undefined) return;
    const { by, click } = refusal;
    // The click may have been refused because the account was not read yet.
    if ((await deps.directory.read()).people[by] === undefined) await readPeople(deps, [by]);
    const { request: requestId, card } = click;
    const request = await requests.get(requestId);
    const context = { catalog, now: clock.now() };
    const fields = { request: requestId, to: by };
    await unlessSlackRefuses(log, 'a user could not be notified of a refused click', fields, async () => {
      if (request === undefined) return;
      await slack.notifyRefusedClick(by, click, request);
      if (card !== undefined && request.requested.roles.some(({ rule }) => rule.channel === card.channel))
        await slack.drawCard(request, card.channel, card, context);
      if (isUnstoredCard(request, card) && !isClosed(request.status))
        await changeRequest(deps, requestId, ({ cards }) => ({
          progress: { cards: [...cards, card] },
        }));
    });
    await refusals.markNotified(id);
  };
