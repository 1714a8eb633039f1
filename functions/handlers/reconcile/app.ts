import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { parseWake } from '../../adapters/sqs/parse-wake.ts';
import { loggable } from '../../adapters/sqs/wake-message.ts';
import type { Log, Wake } from '../../usecases/ports.ts';

interface Deps {
  /** The use case of each kind of wake-up. */
  readonly work: { readonly [Kind in Wake['kind']]: (wake: Extract<Wake, { kind: Kind }>) => Promise<void> };
  /** Makes a failed wake-up visible again after some seconds, before the timeout of the queue. */
  readonly comeBackIn: (receiptHandle: string, seconds: number) => Promise<boolean>;
  readonly log: Log;
}

/** Seconds until the second and the third try. A longer fault is left to the sweep, so the queue stays short. */
const RETRY_SECONDS = [10, 20] as const;

const receivesOf = ({ attributes }: SQSRecord): number => Number(attributes?.ApproximateReceiveCount ?? 1);

/** Undefined if the body is not a wake-up. */
const read = (body: string): Wake | undefined => {
  try {
    return parseWake(body);
  } catch {
    return undefined;
  }
};

/**
 * Processes a batch of a FIFO queue. The first failure ends it: that message and all later ones are returned, because later
 * messages of its group must not overtake it.
 *
 * A message is tried three times within half a minute and then removed: what has to be done is stored, and the sweep wakes it
 * again at growing intervals, until it is done. So the queue never fills up with failures, and dead letters are only what
 * crashes the function or is not a wake-up at all.
 */
export const createReconcile = ({ work, comeBackIn, log }: Deps) => {
  /** Returns whether the message is done with. */
  const process = async (record: SQSRecord): Promise<boolean> => {
    const { body, receiptHandle } = record;
    const wake = read(body);
    if (wake === undefined) {
      log.error('a message is not a wake-up', { body: loggable(body) });
      await comeBackIn(receiptHandle, 0);
      return false;
    }
    try {
      await (work[wake.kind] as (wake: Wake) => Promise<void>)(wake);
      return true;
    } catch (cause) {
      const tries = receivesOf(record);
      log.error('a wake-up failed', { body: loggable(body), tries, cause });
      const seconds = RETRY_SECONDS[tries - 1];
      if (seconds === undefined) return true;
      await comeBackIn(receiptHandle, seconds);
      return false;
    }
  };

  return async ({ Records: records }: SQSEvent): Promise<SQSBatchResponse> => {
    for (const [index, record] of records.entries())
      if (!(await process(record)))
        return { batchItemFailures: records.slice(index).map(({ messageId }) => ({ itemIdentifier: messageId })) };
    return { batchItemFailures: [] };
  };
};
