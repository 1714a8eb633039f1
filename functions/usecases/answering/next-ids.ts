import type { RequestId } from '../../core/ids.ts';
import { nextRequestId } from '../../core/ids.ts';
import type { AccessName, SlackUserId } from '../../core/names.ts';
import { addMinutes } from '../../core/time.ts';

interface Chain {
  readonly by: SlackUserId;
  readonly target: AccessName;
  /** The newest request that the index shows. */
  readonly previous?: RequestId;
}

/**
 * The ids that the next request of a user can have. An id depends on the UTC day, so in the first minute of a day
 * yesterday's comes first: the request may have been made a moment ago.
 */
export const nextIds = ({ by, target, previous }: Chain, now: Date): readonly [RequestId, ...RequestId[]] => {
  const today = nextRequestId(by, target, previous, now);
  const yesterday = nextRequestId(by, target, previous, addMinutes(now, -1));
  return yesterday === today ? [today] : [yesterday, today];
};
