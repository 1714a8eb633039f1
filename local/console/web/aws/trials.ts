import type { SessionView, TriedStep } from '../../protocol.ts';
import { createKeptStore } from '../live/store.ts';

/** A command and the time it was run. */
export interface Tried extends TriedStep {
  readonly id: string;
  /** As ISO 8601. */
  readonly at: string;
}

/** The commands that a user ran with a role, and their session. */
export interface Trial {
  readonly steps: readonly Tried[];
  readonly session?: SessionView;
}

export const NOTHING_TRIED: Trial = { steps: [] };

/** By user and role, so that switching to another user and back keeps the trial, and a reload too. */
export const trials = createKeptStore<Readonly<Record<string, Trial>>>('trials', {}, 'sessionStorage');
