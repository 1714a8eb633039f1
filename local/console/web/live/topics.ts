import { useEffect } from 'react';
import type { Topics } from '../../protocol.ts';
import { createStore } from './store.ts';

/** The data that the server has sent, and whether the server is connected. */
export interface Known extends Partial<Topics> {
  readonly isConnected: boolean;
}

/** The latest data by topic. A topic is absent until the server has sent it. */
export const known = createStore<Known>({ isConnected: true });

const TOPICS = ['about', 'slack', 'aws', 'requests', 'calls', 'bot'] as const;

/**
 * The server sends an event every five seconds. A connection that is silent for longer is dead, even if the browser
 * reports it as open.
 */
const SILENT_MS = 12_000;
/** A server that is starting can accept a connection and never answer. */
const UNANSWERED_MS = 4000;

/** Opens a stream, and replaces it if it is silent, for example after a laptop slept or the server restarted. */
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

/** Subscribes to the server while the component is mounted, with one role selected. */
export const useLive = (role: string | undefined): void => {
  useEffect(() => follow(`/console/api/live${role === undefined ? '' : `?role=${encodeURIComponent(role)}`}`), [role]);
};
