import type { Held } from '../../model/block-kit.ts';
import type { ReadMarks } from './person.ts';
import { createKeptStore, createStore } from './store.ts';

/** The current user, the current conversation, and the pane that a narrow screen shows. The URL contains the first two. */
export interface Where {
  readonly user: string;
  readonly conversation: string;
  readonly tab: 'messages' | 'home';
}

const parse = (hash: string): Where => {
  const [user = '', conversation = '', tab] = decodeURIComponent(hash.replace(/^#/, '')).split('/');
  return { user, conversation, tab: tab === 'home' ? 'home' : 'messages' };
};

/** The current location. */
export const where = createStore<Where>(parse(location.hash));
addEventListener('hashchange', () => {
  const next = parse(location.hash);
  const now = where.get();
  if (next.user !== now.user || next.conversation !== now.conversation || next.tab !== now.tab) where.set(next);
});

/** Navigates, so that the Back button returns. */
export const goTo = (next: Where): void => {
  where.set(next);
  const hash = `#${next.user}/${next.conversation}${next.tab === 'home' ? '/home' : ''}`;
  if (location.hash !== hash) history.pushState(null, '', hash);
};

/** The pane that a narrow screen shows. */
export const pane = createKeptStore<'sidebar' | 'chat' | 'aws'>('pane', 'chat', 'sessionStorage');

/** The role in the AWS pane. Default: the first role. */
export const shownRole = createKeptStore<string | undefined>('role', undefined, 'sessionStorage');

/** Values that survive a reload, for all windows. */
export const readMarks = createKeptStore<ReadMarks>('read', {});
export const theme = createKeptStore<'system' | 'light' | 'dark'>('theme', 'system');
export const isIntroduced = createKeptStore('introduced', false);

/** The lines that each user sent, oldest first. */
export const histories = createKeptStore<Readonly<Record<string, readonly string[]>>>('history', {});

/** Drafts by `user/conversation`, for one window. */
export const drafts = createKeptStore<Readonly<Record<string, string>>>('drafts', {}, 'sessionStorage');

/** The unsent values of forms by view ID, for one window. */
export const formDrafts = createKeptStore<Readonly<Record<string, Readonly<Record<string, Held>>>>>(
  'forms',
  {},
  'sessionStorage',
);

/** The timestamp of the message that a link names, until it is shown. */
export const spotlight = createStore<string | undefined>(undefined);

/** A notice to the user that is not a message. */
export const notice = createStore<{ readonly text: string } | undefined>(undefined);
