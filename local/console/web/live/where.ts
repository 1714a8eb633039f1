import type { ReadMarks } from './person.ts';
import { createKeptStore, createStore } from './store.ts';

/** Who one is, where one is, and which pane a narrow screen shows; the first two stand in the address. */
export interface Where {
  readonly user: string;
  readonly place: string;
  readonly tab: 'messages' | 'home';
}

const parse = (hash: string): Where => {
  const [user = '', place = '', tab] = decodeURIComponent(hash.replace(/^#/, '')).split('/');
  return { user, place, tab: tab === 'home' ? 'home' : 'messages' };
};

/** Where one is. */
export const where = createStore<Where>(parse(location.hash));
addEventListener('hashchange', () => {
  const next = parse(location.hash);
  const now = where.get();
  if (next.user !== now.user || next.place !== now.place || next.tab !== now.tab) where.set(next);
});

/** Goes somewhere, so that Back comes back from there. */
export const goTo = (next: Where): void => {
  where.set(next);
  const hash = `#${next.user}/${next.place}${next.tab === 'home' ? '/home' : ''}`;
  if (location.hash !== hash) history.pushState(null, '', hash);
};

/** The pane that a narrow screen shows. */
export const pane = createStore<'places' | 'chat' | 'aws'>('chat');

/** What is kept over a reload. */
export const readMarks = createKeptStore<ReadMarks>('read', {});
export const theme = createKeptStore<'system' | 'light' | 'dark'>('theme', 'system');
export const isIntroduced = createKeptStore('introduced', false);

/** What is being written, by `person/place`. */
export const drafts = createStore<Readonly<Record<string, string>>>({});

/** Something a person has to be told that is no message. */
export const notice = createStore<{ readonly text: string } | undefined>(undefined);
