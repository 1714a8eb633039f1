import type { Clock } from '../../functions/usecases/ports.ts';

/** A fixed clock. A test advances it, and so does a pause. */
export interface FixedClock extends Clock {
  advance(by: { readonly minutes?: number; readonly seconds?: number }): void;
}

/** A fixed clock at a time such as `2030-01-01T12:00:00Z`. Throws RangeError for other texts. */
export const aClock = (startsAt: string): FixedClock => {
  let milliseconds = Date.parse(startsAt);
  if (Number.isNaN(milliseconds)) throw new RangeError(`"${startsAt}" is not a time such as 2030-01-01T12:00:00Z`);

  return {
    now: () => new Date(milliseconds),
    pause: async (length) => {
      milliseconds += length;
    },
    advance: ({ minutes = 0, seconds = 0 }) => {
      milliseconds += minutes * 60_000 + seconds * 1000;
    },
  };
};
