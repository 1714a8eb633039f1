import type { Topics } from '../protocol.ts';
import type { AwsCallRecord } from '../upstream/local-aws.ts';

/** How often the console looks for new AWS calls while a page is open. */
const LOOK_EVERY_MS = 150;
/** IAM can also change without a call, so the console reads it again after this time. */
const READ_IAM_EVERY_MS = 2000;

const WRITES_ITEM = /^(Put|Update|Delete)/;
const WRITES_IAM = /^(Put|Update|Delete|Create|Attach|Detach|Tag|Untag)/;

/** The topics that calls to AWS may have changed. */
export const changedBy = (calls: readonly AwsCallRecord[]): readonly (keyof Topics)[] => {
  const isOfBot = calls.filter(({ caller }) => !caller.endsWith(':root'));
  const isWritten = (service: string, writes: RegExp): boolean =>
    calls.some((call) => call.service === service && writes.test(call.operation));
  return [
    ...(isOfBot.length > 0 ? (['calls'] as const) : []),
    ...(isWritten('iam', WRITES_IAM) ? (['aws'] as const) : []),
    ...(isWritten('dynamodb', WRITES_ITEM) ? (['requests'] as const) : []),
  ];
};

/** The sources of changes. */
export interface Watched {
  readonly lookAtCalls: () => Promise<readonly AwsCallRecord[]>;
  readonly onSlackChange: (listener: () => void) => () => void;
}

/** Reports the topics that may have changed, until the returned function is called. */
export const watchChanges = (
  { lookAtCalls, onSlackChange }: Watched,
  touch: (...topics: readonly (keyof Topics)[]) => void,
): (() => void) => {
  let isLooking = false;
  let readIamAt = 0;
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    // While the local AWS is not reachable, the page keeps what it shows.
    const calls = await lookAtCalls().catch(() => []);
    isLooking = false;
    touch('bot', ...changedBy(calls));
    if (Date.now() - readIamAt < READ_IAM_EVERY_MS) return;
    readIamAt = Date.now();
    touch('aws');
  };
  void look();
  const looking = setInterval(look, LOOK_EVERY_MS);
  const stopListening = onSlackChange(() => touch('slack', 'calls'));
  return () => {
    clearInterval(looking);
    stopListening();
  };
};
