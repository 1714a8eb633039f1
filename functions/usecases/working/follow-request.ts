import { recordNameOf, recordOf } from '../../core/audit/record.ts';
import { among } from '../../core/authority/membership.ts';
import type { RequestId } from '../../core/request/ids.ts';
import { isSlackBehind, type Request } from '../../core/request/request.ts';
import { rulesAbout } from '../../core/request/rules.ts';
import type { AuditTrail, Needs } from '../ports.ts';
import { changeRequest, wakeAfterStore } from '../shared/change.ts';
import { readDirectoryOnce } from '../shared/read-directory-once.ts';
import { advance } from './advance.ts';
import { handOver } from './hand-over.ts';
import { linkExtension } from './link-extension.ts';
import { updateSlack } from './update-slack.ts';

type Deps = Parameters<typeof advance>[0] &
  Parameters<typeof handOver>[0] &
  Parameters<typeof updateSlack>[0] & { readonly trail?: AuditTrail };

/** One change redraws at most this many tabs. Other users see the change when they open theirs. */
const MAX_HOME_TABS = 50;

/** Redraws the Home tabs of the users whom a request concerns, if they ever opened theirs. The holder comes first. */
const wakeHomeTabs = async (
  { catalog, directory: store, queue, clock, log }: Needs<'catalog' | 'directory' | 'queue' | 'clock' | 'log'>,
  { requested }: Request,
): Promise<void> => {
  const directory = await store.read();
  const world = { catalog, directory, now: clock.now() };
  const approvers = rulesAbout(requested, catalog).flatMap((rule) => rule.approvers);
  const opened = directory.homeTabs ?? [];
  const others = opened.filter((user) => user !== requested.by && among(approvers, user, world).answer === 'yes');
  const concerned = [...opened.filter((user) => user === requested.by), ...others];
  for (const user of concerned.slice(0, MAX_HOME_TABS)) await wakeAfterStore(queue, log, { kind: 'home', user });
};

/** Stores the record of a request in the audit bucket, if there is one. A fault is logged and does not stop the request. */
const storeRecord = async ({ trail, catalog, log }: Deps, request: Request): Promise<void> => {
  try {
    await trail?.keep(recordNameOf(request), recordOf(request, catalog.settings.retentionDays));
  } catch (cause) {
    log.error('a record was not stored', { request: request.id, cause });
  }
};

/** Advances one request, makes IAM and Slack follow it, and stores its record. Safe to repeat; its runs never overlap. */
export const createFollowRequest = (all: Deps) => async (id: RequestId) => {
  const deps = { ...all, directory: readDirectoryOnce(all.directory) };
  const changed = await changeRequest(deps, id, async (request, now) => {
    // An alarm counts this line (functions/contract.ts, LOGGED.tampered).
    const { tampered } = request;
    if (tampered !== undefined) deps.log.error('a stored record was changed from outside', { request: id, tampered });
    return { facts: await advance(deps, request, now) };
  });
  if (changed === undefined) return;
  const { request } = changed;
  const isClosedInIam = await handOver(deps, request);
  await linkExtension(deps, request);
  // Before Slack: the record is stored even if Slack does not answer.
  if (isSlackBehind(request)) await storeRecord(deps, request);
  // The run that closes the role or the user wakes the request again.
  if (!isClosedInIam) return;
  const shown = await updateSlack(deps, request);
  if (shown.events.length > request.events.length) await storeRecord(deps, shown);
  if (isSlackBehind(request)) await wakeHomeTabs(deps, request);
};
