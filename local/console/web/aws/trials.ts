import type { SessionView, TriedStep } from '../../protocol.ts';
import { createStore } from '../live/store.ts';

/** A command that was run, and when. */
export interface Tried extends TriedStep {
  readonly id: string;
  readonly at: Date;
}

/** What somebody tried with a role, and the session they have. */
export interface Trial {
  readonly steps: readonly Tried[];
  readonly session?: SessionView;
}

export const NOTHING_TRIED: Trial = { steps: [] };

/** By person and role: whoever becomes somebody else finds everything as it was on coming back. */
export const trials = createStore<Readonly<Record<string, Trial>>>({});
