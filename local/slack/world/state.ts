import type { Seed } from '../contract.ts';
import type { Channel, Message, OpenView, Team, User, UserGroup } from './model.ts';

/** A trigger that a person's action handed to the bot: good for one modal, for three seconds. */
export interface StoredTrigger {
  readonly user: string;
  readonly issuedAtMs: number;
  readonly isUsed: boolean;
  readonly channel?: string;
}

/** A response_url: five answers within thirty minutes, about one person in one channel. */
export interface StoredResponseUrl {
  readonly user: string;
  readonly channel: string;
  readonly issuedAtMs: number;
  readonly uses: number;
  /** The message that was acted on, if one was. */
  readonly ts?: string;
}

/** Everything a workspace remembers, as plain JSON. Collections are replaced entry by entry, entries never changed. */
export interface WorldState {
  readonly version: 1;
  readonly team: Team;
  readonly users: Record<string, User>;
  readonly channels: Record<string, Channel>;
  readonly usergroups: Record<string, UserGroup>;
  /** By channel, in the order of their timestamps. */
  readonly messages: Record<string, Message[]>;
  /** By user, the modal on top last. */
  readonly modals: Record<string, OpenView[]>;
  readonly homes: Record<string, OpenView>;
  readonly triggers: Record<string, StoredTrigger>;
  readonly responseUrls: Record<string, StoredResponseUrl>;
  lastTsMicros: number;
  sequence: number;
}

/** What a record holds under a name that came from outside; never what every object inherits. */
export const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

const byId = <T extends { readonly id: string }>(entries: readonly T[]): Record<string, T> =>
  Object.fromEntries(entries.map((entry) => [entry.id, entry]));

/** A workspace in which nothing has happened yet. */
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
