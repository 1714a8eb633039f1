import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { parseWake } from '../../adapters/sqs/parse-wake.ts';
import type { RequestId } from '../../core/ids.ts';
import type { RoleArn, SlackUserId } from '../../core/names.ts';
import type { Log } from '../../usecases/ports.ts';

interface Deps {
  readonly followRequest: (id: RequestId) => Promise<void>;
  readonly reconcileRole: (role: RoleArn) => Promise<void>;
  readonly publishHome: (user: SlackUserId) => Promise<void>;
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
  ({ followRequest, reconcileRole, publishHome, followLockdown, comeBackSoon, log }: Deps) =>
  async (event: SQSEvent): Promise<SQSBatchResponse> => {
    for (const [index, record] of event.Records.entries()) {
      try {
        const wake = parseWake(record.body);
        if (wake.kind === 'request') await followRequest(wake.id);
        else if (wake.kind === 'role') await reconcileRole(wake.arn);
        else if (wake.kind === 'home') await publishHome(wake.user);
        else await followLockdown();
      } catch (cause) {
        log.error('a wake-up could not be worked off', { body: record.body, cause });
        await comeBackSoon(record.receiptHandle);
        return {
          batchItemFailures: event.Records.slice(index).map(({ messageId }) => ({ itemIdentifier: messageId })),
        };
      }
    }
    return { batchItemFailures: [] };
  };
