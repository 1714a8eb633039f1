import type { SessionView, TriedStep } from '../../protocol.ts';
import { createStore } from '../live/store.ts';

/** A command and the time it was run. */
export interface Tried extends TriedStep {
  readonly id: string;
  readonly at: Date;
}

/** The commands that a user ran with a role, and their session. */
export interface Trial {
  readonly steps: readonly Tried[];
  readonly session?: SessionView;
}

export const NOTHING_TRIED: Trial = { steps: [] };

/** By user and role, so that switching to another user and back keeps the trial. */
export const trials = createStore<Readonly<Record<string, Trial>>>({});
