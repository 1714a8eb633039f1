import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { parseWake } from '../../adapters/sqs/parse-wake.ts';
import type { Log, Wake } from '../../usecases/ports.ts';

interface Deps {
  /** The use case of each kind of wake-up. */
  readonly work: { readonly [Kind in Wake['kind']]: (wake: Extract<Wake, { kind: Kind }>) => Promise<void> };
  /** Makes a failed wake-up visible again soon, before the timeout of the queue. */
  readonly comeBackSoon: (receiptHandle: string) => Promise<boolean>;
  readonly log: Log;
}

/**
 * Processes a batch of a FIFO queue. The first failure ends it: that message and all later ones are returned, because later
 * messages of its group must not overtake it.
 */
export const createReconcile =
  ({ work, comeBackSoon, log }: Deps) =>
  async ({ Records: records }: SQSEvent): Promise<SQSBatchResponse> => {
    for (const [index, { body, receiptHandle }] of records.entries()) {
      try {
        const wake = parseWake(body);
        await (work[wake.kind] as (wake: Wake) => Promise<void>)(wake);
      } catch (cause) {
        log.error('a wake-up failed', { body, cause });
        await comeBackSoon(receiptHandle);
        return { batchItemFailures: records.slice(index).map(({ messageId }) => ({ itemIdentifier: messageId })) };
      }
    }
    return { batchItemFailures: [] };
  };
