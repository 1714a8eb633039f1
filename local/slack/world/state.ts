import type { Seed } from '../contract.ts';
import type { Channel, Message, OpenView, Team, User, UserGroup } from './model.ts';

/** A trigger_id from a user's action. It opens one modal within three seconds. */
export interface StoredTrigger {
  readonly user: string;
  readonly issuedAtMs: number;
  readonly isUsed: boolean;
  readonly channel?: string;
}

/** A response_url. It accepts five answers within thirty minutes, for one user in one channel. */
export interface StoredResponseUrl {
  readonly user: string;
  readonly channel: string;
  readonly issuedAtMs: number;
  readonly uses: number;
  /** The message of the action, if there is one. */
  readonly ts?: string;
}

/** The whole state of a workspace, as plain JSON. Entries are replaced, never changed in place. */
export interface WorldState {
  readonly version: 1;
  readonly team: Team;
  readonly users: Record<string, User>;
  readonly channels: Record<string, Channel>;
  readonly usergroups: Record<string, UserGroup>;
  /** By channel, in the order of their timestamps. */
  readonly messages: Record<string, Message[]>;
  /** By user. The top modal is last. */
  readonly modals: Record<string, OpenView[]>;
  readonly homes: Record<string, OpenView>;
  readonly triggers: Record<string, StoredTrigger>;
  readonly responseUrls: Record<string, StoredResponseUrl>;
  lastTsMicros: number;
  sequence: number;
}

/** Looks up a name that came from outside. Inherited properties of objects are never returned. */
export const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

const byId = <T extends { readonly id: string }>(entries: readonly T[]): Record<string, T> =>
  Object.fromEntries(entries.map((entry) => [entry.id, entry]));

/** The state of a workspace without any activity. */
export const freshState = (seed: Seed): WorldState => ({
  version: 1,
  team: seed.team,
  users: byId(seed.users),
  channels: byId(seed.channels),
  usergroups: byId(seed.usergroups),
  messages: {},
  modals: {},
  homes: {},
  triggers: {},
  responseUrls: {},
  lastTsMicros: 0,
  sequence: 0,
});
