import { createList } from '../answering/list.ts';
import type { Needs, PrivateMessage } from '../ports.ts';
import { unlessSlackRefuses } from './unless-slack-refuses.ts';

type Deps = Needs<'catalog' | 'directory' | 'requests' | 'due' | 'slack' | 'clock' | 'log'>;

/** Redraws the private message in which a user ended or cancelled access: their list, or the answer about one request. */
export const createRedrawAnswer = (deps: Deps) => {
  const list = createList(deps);
  return async ({ user, url, id }: PrivateMessage): Promise<void> => {
    const { directory, requests, slack, catalog, clock, log } = deps;
    const teamId = (await directory.read()).workspace?.teamId ?? '';
    const request = id === undefined ? undefined : await requests.get(id);
    const shown = request ?? (await list({ actor: { id: user, teamId } }));
    const context = { catalog, now: clock.now() };
    await unlessSlackRefuses(log, 'a private message could not be updated', { user }, () =>
      slack.redrawAnswer(url, shown, context),
    );
  };
};
