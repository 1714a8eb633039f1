import type { RequestId } from '../../core/request/ids.ts';
import { isSlackBehind } from '../../core/request/request.ts';
import { changeRequest } from '../shared/change-request.ts';
import { readDirectoryOnce } from '../shared/read-directory-once.ts';
import { createAdvance } from './advance.ts';
import { createHandOver } from './hand-over.ts';
import { createLinkExtension } from './link-extension.ts';
import { createStoreAuditRecord } from './store-audit-record.ts';
import { createUpdateSlack } from './update-slack.ts';
import { createWakeHomeTabs } from './wake-home-tabs.ts';

type Deps = Parameters<typeof createAdvance>[0] &
  Parameters<typeof createHandOver>[0] &
  Parameters<typeof createLinkExtension>[0] &
  Parameters<typeof createUpdateSlack>[0] &
  Parameters<typeof createWakeHomeTabs>[0] &
  Parameters<typeof createStoreAuditRecord>[0];

/** Advances one request, makes IAM and Slack follow it, and stores its record. Safe to repeat; its runs never overlap. */
export const createFollowRequest =
  (deps: Deps) =>
  (id: RequestId): Promise<void> =>
    createRun({ ...deps, directory: readDirectoryOnce(deps.directory) })(id);

const createRun = (deps: Deps) => {
  const advance = createAdvance(deps);
  const linkExtension = createLinkExtension(deps);
  const handOver = createHandOver(deps);
  const storeRecord = createStoreAuditRecord(deps);
  const updateSlack = createUpdateSlack(deps);
  const wakeHomeTabs = createWakeHomeTabs(deps);

  return async (id: RequestId): Promise<void> => {
    const changed = await changeRequest(deps, id, async (request, now) => {
      // An alarm counts this line (functions/contract.ts, LOGGED.tampered).
      const { tampered } = request;
      if (tampered !== undefined) deps.log.error('a stored record was changed from outside', { request: id, tampered });
      return { outcome: undefined, facts: await advance(request, now) };
    });
    if (changed === undefined) return;
    const { request } = changed;
    const isClosedInIam = await handOver(request);
    await linkExtension(request);
    // Before Slack: the record is stored even if Slack does not answer.
    if (isSlackBehind(request)) await storeRecord(request);
    // The run that closes the role or the user wakes the request again.
    if (!isClosedInIam) return;
    const shown = await updateSlack(request);
    if (shown.events.length > request.events.length) await storeRecord(shown);
    if (isSlackBehind(request)) await wakeHomeTabs(request);
  };
};
