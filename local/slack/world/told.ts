import type { Change, Clock } from '../contract.ts';

/** Tells whoever listens that something changed. */
export type Told = (change: Omit<Change, 'at'>) => void;

/** Creates the teller and the list of its listeners. */
export const createTold = (clock: Clock) => {
  const listeners = new Set<(change: Change) => void>();
  const tell: Told = (change) => {
    const told: Change = { ...change, at: clock.now().toISOString() };
    for (const listener of listeners) listener(told);
  };
  const listen = (listener: (change: Change) => void): (() => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  return { tell, listen };
};
