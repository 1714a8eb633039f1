import { useEffect } from 'react';
import type { Topics } from '../../protocol.ts';
import { createStore } from './store.ts';

/** What the server has told so far, and whether it is there. */
export interface Known extends Partial<Topics> {
  readonly isConnected: boolean;
}

/** All that is known; parts are absent until they were told for the first time. */
export const known = createStore<Known>({ isConnected: true });

const TOPICS = ['about', 'slack', 'aws', 'requests', 'calls', 'bot'] as const;

/** The server says something every five seconds. A connection that is silent for longer leads nowhere, whatever it says. */
const SILENT_MS = 12_000;
/** A server that is just starting may take a connection and forget about it. */
const UNANSWERED_MS = 4000;

/** Opens a stream, and another in its place when it falls silent: a laptop that slept, a server that was started anew. */
const follow = (address: string): (() => void) => {
  let stream: EventSource;
  let silence: ReturnType<typeof setTimeout>;
  const isHere = () => {
    known.set((before) => (before.isConnected ? before : { ...before, isConnected: true }));
    waitFor(SILENT_MS);
  };
  const isAway = () => known.set((before) => ({ ...before, isConnected: false }));
  const open = (): void => {
    stream = new EventSource(address);
    for (const topic of TOPICS) {
      stream.addEventListener(topic, (event: MessageEvent<string>) => {
        const value = JSON.parse(event.data) as never;
        known.set((before) => ({ ...before, [topic]: value }));
        isHere();
      });
    }
    stream.addEventListener('pulse', isHere);
    stream.onerror = isAway;
    waitFor(UNANSWERED_MS);
  };
  const waitFor = (milliseconds: number): void => {
    clearTimeout(silence);
    silence = setTimeout(() => {
      isAway();
      stream.close();
      open();
    }, milliseconds);
  };
  open();
  return () => {
    clearTimeout(silence);
    stream.close();
  };
};

/** Follows the server for as long as the component is there, with one role in view. */
export const useLive = (role: string | undefined): void => {
  useEffect(() => follow(`/console/api/live${role === undefined ? '' : `?role=${encodeURIComponent(role)}`}`), [role]);
};
