import type { Clock } from '../../usecases/ports.ts';
import { type CallAbout, retryAfterSeconds, toSlackFault } from './faults.ts';

/** How one call is made: again where that can do no harm, and never for longer than a worker can wait. */
export type Call = <Answer>(
  about: CallAbout & { readonly isRepeatable: boolean },
  send: () => Promise<Answer>,
) => Promise<Answer>;

const MOST_ATTEMPTS = 3;
const MOST_WAIT_SECONDS = 10;
const FIRST_PAUSE_MS = 300;

/**
 * Calls Slack a few times at most. Being told to wait did nothing, so it is always tried again once the time is over; a
 * lost answer may have posted, so what is posted is not sent again here. Throws SlackFault.
 */
export const createCall =
  ({ clock }: { readonly clock: Pick<Clock, 'pause'> }): Call =>
  async (about, send) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await send();
      } catch (error) {
        const fault = toSlackFault(error, about);
        const waitSeconds = retryAfterSeconds(error);
        const mayRepeat = waitSeconds === undefined ? about.isRepeatable : waitSeconds <= MOST_WAIT_SECONDS;
        if (fault.kind !== 'unavailable' || !mayRepeat || attempt === MOST_ATTEMPTS) throw fault;
        await clock.pause(waitSeconds === undefined ? FIRST_PAUSE_MS * 2 ** (attempt - 1) : waitSeconds * 1000);
      }
    }
  };
