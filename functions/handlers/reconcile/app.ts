import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { parseWake } from '../../adapters/sqs/parse-wake.ts';
import type { RoleArn, SlackUserId, UserArn } from '../../core/names.ts';
import type { RequestId } from '../../core/request/ids.ts';
import type { Log, RefusalId, Wake } from '../../usecases/ports.ts';

interface Deps {
  readonly followRequest: (id: RequestId) => Promise<void>;
  readonly reconcileRole: (role: RoleArn) => Promise<void>;
  readonly reconcileUser: (user: UserArn) => Promise<void>;
  readonly notifyRefusedClick: (id: RefusalId) => Promise<void>;
  readonly publishHomeTab: (user: SlackUserId) => Promise<void>;
  readonly followLockdown: () => Promise<void>;
  /** Has a wake-up that failed come again soon, not after the queue's own timeout. */
  readonly comeBackSoon: (receiptHandle: string) => Promise<boolean>;
  readonly log: Log;
}

/**
 * Works through a batch of a FIFO queue. The first failure ends it: that message and all after it are returned, since
 * later ones of its group must not overtake it.
 */
export const createReconcile =
  (deps: Deps) =>
  async (event: SQSEvent): Promise<SQSBatchResponse> => {
    for (const [index, record] of event.Records.entries()) {
      try {
        await workOff(parseWake(record.body), deps);
      } catch (cause) {
        deps.log.error('a wake-up could not be worked off', { body: record.body, cause });
        await deps.comeBackSoon(record.receiptHandle);
        return {
          batchItemFailures: event.Records.slice(index).map(({ messageId }) => ({ itemIdentifier: messageId })),
        };
      }
    }
    return { batchItemFailures: [] };
  };

const workOff = (wake: Wake, deps: Deps): Promise<void> => {
  switch (wake.kind) {
    case 'request':
      return deps.followRequest(wake.id);
    case 'role':
      return deps.reconcileRole(wake.arn);
    case 'user':
      return deps.reconcileUser(wake.arn);
    case 'refused_click':
      return deps.notifyRefusedClick(wake.id);
    case 'home':
      return deps.publishHomeTab(wake.user);
    case 'lockdown':
      return deps.followLockdown();
    default:
      return wake satisfies never;
  }
};
