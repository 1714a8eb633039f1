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

/** Follows the server for as long as the component is there, with one role in view. */
export const useLive = (role: string | undefined): void => {
  useEffect(() => {
    const stream = new EventSource(`/console/api/live${role === undefined ? '' : `?role=${encodeURIComponent(role)}`}`);
    for (const topic of TOPICS) {
      stream.addEventListener(topic, (event: MessageEvent<string>) => {
        const value = JSON.parse(event.data) as never;
        known.set((before) => ({ ...before, isConnected: true, [topic]: value }));
      });
    }
    stream.onopen = () => known.set((before) => ({ ...before, isConnected: true }));
    stream.onerror = () => known.set((before) => ({ ...before, isConnected: false }));
    return () => stream.close();
  }, [role]);
};
