import type { Catalog } from '../../core/catalog/catalog.ts';
import type { createDryRun } from '../../usecases/answering/dry-run.ts';
import type { createEnd } from '../../usecases/answering/end.ts';
import type { createExtend } from '../../usecases/answering/extend.ts';
import type { createList } from '../../usecases/answering/list.ts';
import type { createRequestAccess } from '../../usecases/answering/request-access.ts';
import type { createReview } from '../../usecases/answering/review.ts';
import type { createReviewEmergency } from '../../usecases/answering/review-emergency.ts';
import type { createRevokeAccess } from '../../usecases/answering/revoke-access.ts';
import type { createSetLockdown } from '../../usecases/answering/set-lockdown.ts';
import type { createWho } from '../../usecases/answering/who.ts';
import type { Clock, DirectoryStore, Log, RequestStore, WakeQueue } from '../../usecases/ports.ts';

/** What the listeners call. */
export interface ListenerDeps {
  readonly requestAccess: ReturnType<typeof createRequestAccess>;
  readonly dryRun: ReturnType<typeof createDryRun>;
  readonly review: ReturnType<typeof createReview>;
  readonly end: ReturnType<typeof createEnd>;
  readonly reviewEmergency: ReturnType<typeof createReviewEmergency>;
  readonly extend: ReturnType<typeof createExtend>;
  readonly who: ReturnType<typeof createWho>;
  readonly revokeAccess: ReturnType<typeof createRevokeAccess>;
  readonly setLockdown: ReturnType<typeof createSetLockdown>;
  readonly list: ReturnType<typeof createList>;
  readonly requests: Pick<RequestStore, 'get'>;
  readonly catalog: Catalog;
  readonly directory: Pick<DirectoryStore, 'read'>;
  readonly queue: WakeQueue;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

export interface SlackEventsDeps extends ListenerDeps {
  readonly signingSecret: string;
  readonly botToken: string;
  /** Slack's own address unless told. */
  readonly slackApiUrl?: string | undefined;
}
