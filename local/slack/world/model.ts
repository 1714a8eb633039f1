/** A JSON object as received. */
export type Json = Readonly<Record<string, unknown>>;

/** A block or element as the bot sent it, with the ids that Slack adds. */
export type Block = Json & { readonly type: string };

/** A workspace. */
export interface Team {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  /** The Enterprise organization of the workspace. */
  readonly enterprise?: { readonly id: string; readonly name: string };
}

/** The app as installed in the workspace. */
export interface AppIdentity {
  readonly appId: string;
  readonly botId: string;
  readonly botUserId: string;
  /** The deprecated verification token, which payloads still contain. */
  readonly verificationToken: string;
}

/** A member in the format of `users.info`. */
export interface User {
  readonly id: string;
  readonly team_id: string;
  readonly name: string;
  readonly real_name: string;
  readonly deleted: boolean;
  readonly is_admin: boolean;
  readonly is_owner: boolean;
  readonly is_bot: boolean;
  readonly is_restricted: boolean;
  readonly is_ultra_restricted: boolean;
  readonly is_stranger?: boolean;
  /** Present for members of an Enterprise organization, in whichever of its workspaces they are. */
  readonly enterprise_user?: { readonly id: string; readonly enterprise_id: string; readonly teams: readonly string[] };
  /** Whether the member has confirmed their email address. */
  readonly is_email_confirmed: boolean;
  readonly tz: string;
  readonly tz_label: string;
  /** Offset from UTC in seconds, positive to the east. */
  readonly tz_offset: number;
  readonly updated: number;
  readonly profile: {
    readonly real_name: string;
    readonly display_name: string;
    readonly email?: string;
    readonly bot_id?: string;
    readonly api_app_id?: string;
  };
}

/** A channel, direct message or group direct message. */
export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im' | 'mpim';
  readonly created: number;
  readonly is_archived: boolean;
  /** Shared with another workspace over Slack Connect. */
  readonly is_ext_shared: boolean;
  readonly members: readonly string[];
}

/** A user group. */
export interface UserGroup {
  readonly id: string;
  readonly name: string;
  readonly handle: string;
  readonly description: string;
  readonly users: readonly string[];
  /** Seconds since the epoch; 0 while the group is enabled. */
  readonly date_delete: number;
}

/** A stored message. `ephemeralTo` is the only user who sees it. */
export interface Message {
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly blocks?: readonly Block[];
  readonly metadata?: Json;
  readonly thread_ts?: string;
  readonly bot_id?: string;
  readonly app_id?: string;
  readonly edited?: { readonly user: string; readonly ts: string };
  readonly ephemeralTo?: string;
  /** A thread reply that is also shown in the channel. */
  readonly reply_broadcast?: boolean;
}

/** The value of an input, as in `state.values[block][action]`. */
export type StateValue = Json & { readonly type: string };

/** The values of all inputs of a view or message, by block_id, then action_id. */
export type StateValues = Readonly<Record<string, Readonly<Record<string, StateValue>>>>;

/** An open modal of a user, or their Home tab. */
export interface OpenView {
  readonly id: string;
  readonly type: 'modal' | 'home';
  readonly user: string;
  readonly title?: Json;
  readonly submit?: Json;
  readonly close?: Json;
  readonly blocks: readonly Block[];
  readonly private_metadata: string;
  readonly callback_id: string;
  readonly external_id: string;
  readonly clear_on_close: boolean;
  readonly notify_on_close: boolean;
  readonly hash: string;
  readonly root_view_id: string;
  readonly previous_view_id?: string;
  readonly state: StateValues;
}
