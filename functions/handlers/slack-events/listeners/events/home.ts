import type { App } from '@slack/bolt';
import { parseSlackUserId } from '../../../../core/names.ts';
import { wakeAfterStore } from '../../../../usecases/shared/wake-after-store.ts';
import type { ListenerDeps } from '../../deps.ts';

/** Somebody looks at the Home tab: a worker draws it, since Slack waits for this answer. */
export const listenForHome = (app: App, { queue, log }: Pick<ListenerDeps, 'queue' | 'log'>): void => {
  app.event('app_home_opened', async ({ event }) => {
    if (event.tab !== 'home') return;
    await wakeAfterStore(queue, log, { kind: 'home', user: parseSlackUserId(event.user) });
  });
};
