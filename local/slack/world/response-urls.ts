import type { Clock } from '../contract.ts';
import type { Ids } from './ids.ts';
import { own, type StoredResponseUrl, type WorldState } from './state.ts';

const LIFE_MS = 30 * 60_000;
const MAX_USES = 5;

/** The result of posting to a response_url. */
export type ResponseUrlUse =
  | { readonly ok: true; readonly about: StoredResponseUrl }
  | { readonly ok: false; readonly status: number; readonly error: 'expired_url' | 'used_url' | 'no_such_url' };

/** The response_urls that the bot can use later. */
export interface ResponseUrls {
  /** Creates a response_url and returns its path. */
  issue(about: { readonly user: string; readonly channel: string; readonly ts?: string }): string;
  check(path: string): ResponseUrlUse;
  count(path: string): void;
}

/** Creates the response_urls of a workspace. */
export const createResponseUrls = (state: WorldState, ids: Ids, clock: Clock): ResponseUrls => ({
  issue: (about) => {
    const nowMs = clock.now().getTime();
    for (const [path, url] of Object.entries(state.responseUrls)) {
      if (nowMs - url.issuedAtMs > 2 * LIFE_MS) delete state.responseUrls[path];
    }
    const path = `/response/${state.team.id}/${ids.next('')}/${ids.secret('response_url')}`;
    state.responseUrls[path] = { ...about, issuedAtMs: nowMs, uses: 0 };
    return path;
  },
  check: (path) => {
    const about = own(state.responseUrls, path);
    if (!about) return { ok: false, status: 404, error: 'no_such_url' };
    if (clock.now().getTime() - about.issuedAtMs > LIFE_MS) return { ok: false, status: 404, error: 'expired_url' };
    if (about.uses >= MAX_USES) return { ok: false, status: 404, error: 'used_url' };
    return { ok: true, about };
  },
  count: (path) => {
    const about = state.responseUrls[path];
    if (about) state.responseUrls[path] = { ...about, uses: about.uses + 1 };
  },
});
