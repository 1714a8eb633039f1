import { useSyncExternalStore } from 'react';

/** A value that components subscribe to. */
export interface Store<T> {
  get(): T;
  set(next: T | ((current: T) => T)): void;
  use(): T;
}

/** Creates a store outside of components. */
export const createStore = <T>(initial: T): Store<T> => {
  let value = initial;
  const listeners = new Set<() => void>();
  const listen = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const get = () => value;
  return {
    get,
    set: (next) => {
      const now = typeof next === 'function' ? (next as (current: T) => T)(value) : next;
      if (Object.is(now, value)) return;
      value = now;
      for (const listener of listeners) listener();
    },
    use: () => useSyncExternalStore(listen, get),
  };
};

/** The values of the page: all windows share the local storage, and each window has a session storage of its own. */
type Kept = 'localStorage' | 'sessionStorage';

/**
 * Creates a store whose value survives a reload. A value that cannot be read is replaced with the initial value. In the
 * local storage, it follows the changes of other windows.
 */
export const createKeptStore = <T>(key: string, initial: T, kept: Kept = 'localStorage'): Store<T> => {
  const name = `assume-bot.${key}`;
  const parsed = (text: string | null): T => {
    try {
      return text === null ? initial : (JSON.parse(text) as T);
    } catch {
      return initial;
    }
  };
  const read = (): T => {
    try {
      return parsed(window[kept].getItem(name));
    } catch {
      return initial;
    }
  };
  const store = createStore(read());
  if (kept === 'localStorage') {
    addEventListener('storage', ({ key: changed, newValue }) => {
      if (changed === name) store.set(parsed(newValue));
    });
  }
  return {
    ...store,
    set: (next) => {
      store.set(next);
      try {
        window[kept].setItem(name, JSON.stringify(store.get()));
      } catch {
        // A browser without storage still shows everything.
      }
    },
  };
};
