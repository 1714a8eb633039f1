import type { RequestId } from '../../core/ids.ts';
import { isUntold } from '../../core/request/request.ts';
import { changeRequest } from '../change-request.ts';
import { readOnce } from '../read-once.ts';
import { createAdvance } from './advance.ts';
import { createKeepRecord } from './keep-record.ts';
import { createLinkExtension } from './link-extension.ts';
import { createReachIam } from './reach-iam.ts';
import { createTell } from './tell.ts';
import { createWakeHomes } from './wake-homes.ts';

type Deps = Parameters<typeof createAdvance>[0] &
  Parameters<typeof createReachIam>[0] &
  Parameters<typeof createLinkExtension>[0] &
  Parameters<typeof createTell>[0] &
  Parameters<typeof createWakeHomes>[0] &
  Parameters<typeof createKeepRecord>[0];

/** Advances one request: prepared, carried out, ended, announced. Safe to repeat; its runs never overlap. */
export const createFollowRequest =
  (deps: Deps) =>
  (id: RequestId): Promise<void> =>
    createRun({ ...deps, directory: readOnce(deps.directory) })(id);

const createRun = (deps: Deps) => {
  const advance = createAdvance(deps);
  const linkExtension = createLinkExtension(deps);
  const reachIam = createReachIam(deps);
  const keepRecord = createKeepRecord(deps);
  const tell = createTell(deps);
  const wakeHomes = createWakeHomes(deps);

  return async (id: RequestId): Promise<void> => {
    const changed = await changeRequest(deps, id, async (request, now) => {
      // An alarm counts this line (functions/contract.ts, LOGGED.tampered).
      const { tampered } = request;
      if (tampered !== undefined) deps.log.error('a stored record was changed from outside', { request: id, tampered });
      return { outcome: undefined, facts: await advance(request, now) };
    });
    if (changed === undefined) return;
    const { request } = changed;
    const isReached = await reachIam(request);
    await linkExtension(request);
    // Before users are notified, and whether or not Slack can be reached.
    if (isUntold(request)) await keepRecord(request);
    // The run that closes the role or the user wakes the request again.
    if (!isReached) return;
    const told = await tell(request);
    if (told.events.length > request.events.length) await keepRecord(told);
    if (isUntold(request)) await wakeHomes(request);
  };
};
