import type { Change, Clock } from '../contract.ts';

/** Publishes a change to all listeners. */
export type PublishChange = (change: Omit<Change, 'at'>) => void;

/** Creates a feed of changes. */
export const createChangeFeed = (clock: Clock) => {
  const listeners = new Set<(change: Change) => void>();
  const publish: PublishChange = (change) => {
    const dated: Change = { ...change, at: clock.now().toISOString() };
    for (const listener of listeners) listener(dated);
  };
  const listen = (listener: (change: Change) => void): (() => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  return { publish, listen };
};
