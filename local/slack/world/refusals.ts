import type { BlockProblem } from '../blocks/problem.ts';

/** Something that the bot sent and Slack did not take. */
export interface Refusal {
  /** A method of the Web API, `response_url`, or the kind of the interaction whose answer cannot be shown. */
  readonly of: string;
  readonly error: string;
  readonly problems: readonly BlockProblem[];
}

/** What Slack did not take from the bot. Faults that a test injects do not count. */
export interface Refusals {
  add(refusal: Refusal): void;
  /** Returns the refusals since the last call. */
  take(): readonly Refusal[];
}

/** Creates an empty list of refusals. */
export const createRefusals = (): Refusals => {
  let refusals: Refusal[] = [];
  return {
    add: (refusal) => {
      refusals.push(refusal);
    },
    take: () => {
      const taken = refusals;
      refusals = [];
      return taken;
    },
  };
};
