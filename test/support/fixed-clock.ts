import type { Clock } from '../../functions/usecases/ports.ts';

/** A clock that stands still until a test moves it; whoever pauses moves it too. */
export interface FixedClock extends Clock {
  advance(by: { readonly minutes?: number; readonly seconds?: number }): void;
}

/** A clock that shows one moment, such as `2030-01-01T12:00:00Z`. Throws RangeError when the text is no moment. */
export const aClock = (startsAt: string): FixedClock => {
  let milliseconds = Date.parse(startsAt);
  if (Number.isNaN(milliseconds))
    throw new RangeError(`"${startsAt}" is not a moment; one looks like 2030-01-01T12:00:00Z`);

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
