import { fileURLToPath, pathToFileURL } from 'node:url';

const SHIFTED_TIME = pathToFileURL(fileURLToPath(new URL('./shifted-time.mjs', import.meta.url))).href;

/** The clock of a deployment on this machine: it runs, and it can be moved forward. */
export interface ShiftedClock {
  now(): Date;
  /** The difference to the clock of this machine, in milliseconds. */
  readonly shiftMs: number;
  advance(seconds: number): void;
  /** Arguments of Node that let a program see this time. `waitUrl`: its pauses move the clock instead of waiting. */
  nodeArguments(waitUrl?: string): readonly string[];
}

/** A clock that starts at a time. Default: the time of this machine. */
export const createShiftedClock = (startsAt: Date = new Date()): ShiftedClock => {
  let shiftMs = startsAt.getTime() - Date.now();
  return {
    now: () => new Date(Date.now() + shiftMs),
    get shiftMs() {
      return shiftMs;
    },
    advance: (seconds) => {
      shiftMs += seconds * 1000;
    },
    nodeArguments: (waitUrl) => {
      const query = new URLSearchParams({ ms: String(shiftMs), ...(waitUrl === undefined ? {} : { wait: waitUrl }) });
      return ['--import', `${SHIFTED_TIME}?${query}`];
    },
  };
};
