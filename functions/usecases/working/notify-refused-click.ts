import { isClosed, requestedRules } from '../../core/request/request.ts';
import type { Needs, RefusalId } from '../ports.ts';
import { changeRequest } from '../shared/change.ts';
import { readPeople } from '../shared/read-people.ts';
import { isUnstoredCard } from '../shared/unstored-card.ts';
import { createAttempts } from './attempts.ts';
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
    if (request !== undefined) {
      const attempts = createAttempts(log);
      if (card !== undefined && requestedRules(request.requested).some((rule) => rule.channel === card.channel))
        await attempts.make('a card could not be drawn', { ...fields, channel: card.channel }, () =>
          slack.drawCard(request, card.channel, card, context),
        );
      if (isUnstoredCard(request, card) && !isClosed(request.status))
        await changeRequest(deps, requestId, ({ cards }) => ({ progress: { cards: [...cards, card] } }));
      // A card that could not be drawn now is drawn with the next fact. The user must be notified.
      await unlessSlackRefuses(log, 'a user could not be notified of a refused click', fields, () =>
        slack.notifyRefusedClick(by, click, request),
      );
    }
    await refusals.markNotified(id);
  };
