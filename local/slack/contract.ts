import type { BlockProblem } from './blocks/problem.ts';
import type { BotAnswer, DeliveryRecord, SignedRequest } from './people/transport.ts';
import type { CallRecord, Fault } from './web-api/faults.ts';
import type { Channel, Message, OpenView, Team, User, UserGroup } from './world/model.ts';
import type { Refusal } from './world/refusals.ts';

/** The only source of time. Message timestamps, trigger lifetimes, response_url lifetimes and signatures use it. */
export interface Clock {
  now(): Date;
}

/** Sends a signed request to the bot and returns its answer. Default: an HTTP POST to `botUrl`. */
export type Transport = (request: SignedRequest) => Promise<BotAnswer>;

/** The options of a local Slack. */
export interface LocalSlackOptions {
  /**
   * The request URL of the bot, e.g. `http://127.0.0.1:3000/slack/events`. Without it and without `transport`, users
   * cannot act.
   */
  readonly botUrl?: string | undefined;
  /** Replaces the HTTP POST to `botUrl`, so that a test can call a handler without a socket. */
  readonly transport?: Transport | undefined;
  readonly signingSecret: string;
  /** The bot token that the Web API accepts. */
  readonly token: string;
  /** A Socket Mode token. No method here accepts it; a call with it receives Slack's `not_allowed_token_type`. */
  readonly appToken?: string | undefined;
  readonly clock?: Clock | undefined;
  readonly host?: string | undefined;
  /** Default 3001. 0 selects a free port. */
  readonly port?: number | undefined;
  /** A JSON file that keeps the state over restarts. Without it, the state is in memory. */
  readonly statePath?: string | undefined;
  /** The scopes of the token. Default: the minimum that the bot needs. */
  readonly scopes?: readonly string[] | undefined;
  /** Replaces the seeded users and channels. */
  readonly seed?: Partial<Seed> | undefined;
  /** How long Slack waits for the bot, in real milliseconds. Default 3000. */
  readonly ackTimeoutMs?: number | undefined;
  /** Whether Slack replaces @names and #channels in a command's text with ids. Default true. */
  readonly shouldEscape?: boolean | undefined;
  /** Events API subscriptions. Default: `app_home_opened`, `user_change` and `team_join`. */
  readonly subscribedEvents?: readonly string[] | undefined;
  /** Whether `close` rejects if Slack did not take something from the bot that no test took note of. Default false. */
  readonly isStrict?: boolean | undefined;
  /** Enforces Slack's published rate limits by the clock. Default false. */
  readonly rateLimits?: boolean | undefined;
}

/** The initial users and channels of a local Slack. */
export interface Seed {
  readonly team: Team;
  readonly users: readonly User[];
  readonly channels: readonly Channel[];
  readonly usergroups: readonly UserGroup[];
}

/** A Slack workspace on loopback: a Web API for the bot, user actions, and inspection for tests and the console. */
export interface LocalSlack {
  /** `http://127.0.0.1:3001`, without a trailing slash. */
  readonly url: string;
  /** The value for `slackApiUrl` of a WebClient. */
  readonly apiUrl: string;
  readonly directory: Directory;
  /** The actions of a user. Throws a RangeError for a user that does not exist. */
  as(userId: string): Person;
  /** Signs and posts any body to the bot, for forged and malformed requests. Returns the answer unchanged. */
  deliver(body: string, contentType?: string): Promise<BotAnswer>;
  /** Sends an event of the Events API to the bot. Returns true if the bot acknowledged it. */
  event(event: Readonly<Record<string, unknown>>): Promise<boolean>;
  /** Redelivers the events that the bot did not acknowledge and whose retry is due by the clock. */
  retryEvents(): Promise<void>;
  /** The messages that every member of the channel sees, oldest first, including thread replies. */
  messages(channelId: string): readonly Message[];
  /**
   * The messages that a user sees in a channel, oldest first, including ephemeral messages. Without a channel: in all
   * their channels.
   */
  seenBy(userId: string, channelId?: string): readonly Message[];
  /** The modals that a user has open. The top one is last. */
  modalsOf(userId: string): readonly OpenView[];
  homeOf(userId: string): OpenView | undefined;
  /** The Web API calls so far, oldest first. */
  calls(method?: string): readonly CallRecord[];
  /** How often each method was called. */
  callCounts(): Readonly<Record<string, number>>;
  forgetCalls(): void;
  /** The requests to the bot, oldest first: kind, status, and duration of the answer. */
  deliveries(): readonly DeliveryRecord[];
  /** What Slack did not take from the bot since the last call, except for faults that `fail` caused. */
  takeRefusals(): readonly Refusal[];
  /** Makes the next calls of a method fail. Faults are used in the order in which they were added. */
  fail(fault: Fault): void;
  clearFaults(): void;
  setRateLimits(enforced: boolean): void;
  setScopes(scopes: readonly string[]): void;
  /** Connects the workspace to another bot. */
  setBot(bot: { readonly botUrl?: string; readonly transport?: Transport }): void;
  /** Calls the listener after every change. Returns a function that removes it. */
  onChange(listener: (change: Change) => void): () => void;
  /** Writes the state, closes the sockets, and ends pending requests. */
  close(): Promise<void>;
}

/** A change, with enough detail to decide what to read again. */
export interface Change {
  readonly kind:
    | 'message_posted'
    | 'message_updated'
    | 'message_deleted'
    | 'ephemeral_posted'
    | 'view_opened'
    | 'view_updated'
    | 'view_closed'
    | 'home_published'
    | 'directory_changed'
    | 'api_called'
    | 'bot_answered';
  readonly at: string;
  readonly channel?: string;
  readonly ts?: string;
  readonly user?: string;
  readonly viewId?: string;
  readonly method?: string;
}

/** The actions of a workspace administrator. Each change sends Slack's event to the bot. */
export interface Directory {
  team(): Team;
  users(): readonly User[];
  user(userId: string): User | undefined;
  channels(): readonly Channel[];
  channel(channelId: string): Channel | undefined;
  usergroups(): readonly UserGroup[];
  addUser(user: Partial<User> & { readonly id: string; readonly name: string }): Promise<User>;
  /** Changes a user's record and sends `user_change`. */
  changeUser(userId: string, change: Partial<Omit<User, 'id'>>): Promise<User>;
  deactivate(userId: string): Promise<User>;
  addChannel(channel: Partial<Channel> & { readonly id: string; readonly name: string }): Channel;
  archive(channelId: string): void;
  /** Shares a channel with another company over Slack Connect, or no longer. */
  share(channelId: string, isShared: boolean): void;
  join(channelId: string, userId: string): void;
  leave(channelId: string, userId: string): void;
  addUsergroup(group: UserGroup): UserGroup;
  setUsergroupMembers(groupId: string, userIds: readonly string[]): void;
}

/** Identifies an element of a message. `blockId` or `value` selects one if an action_id occurs twice. */
export interface InMessage {
  readonly channel: string;
  readonly ts: string;
  readonly actionId: string;
  readonly blockId?: string;
  readonly value?: string;
  /** The message as the user still sees it, if the bot has updated it since. */
  readonly asShown?: Message;
}

/** Identifies an element of a modal or of the Home tab. */
export interface InView {
  readonly viewId: string;
  readonly actionId: string;
  readonly blockId?: string;
  readonly value?: string;
}

/** A value that a user enters into an input: text, an option's value, several of them, a number, or nothing. */
export type InputValue = string | number | readonly string[] | null;

/** Why Slack shows the user an error instead of the bot's answer. */
export type NotAnswered = {
  readonly ok: false;
  /**
   * `operation_timeout`: no answer in time. `dispatch_failed`: the status is not 2xx. `invalid_answer`: Slack cannot
   * show the answer.
   */
  readonly error: 'operation_timeout' | 'dispatch_failed' | 'invalid_answer';
  readonly status?: number;
  readonly problems?: readonly BlockProblem[];
};

/** The result of a slash command: the message in the HTTP body, if there is one. */
export type CommandOutcome =
  | { readonly ok: true; readonly message?: Message; readonly triggerId: string }
  | NotAnswered;

/** The result of a click or choice. Changes to the message or view are read from the workspace. */
export type ActionOutcome = { readonly ok: true; readonly triggerId: string } | NotAnswered;

/** The result of a submission. `refused` comes from Slack's own client, before the bot receives a request. */
export type SubmitOutcome =
  | { readonly ok: true; readonly action: 'close' | 'clear' }
  | { readonly ok: true; readonly action: 'update' | 'push'; readonly view: OpenView }
  | { readonly ok: true; readonly action: 'errors' | 'refused'; readonly errors: Readonly<Record<string, string>> }
  | NotAnswered;

/** An option that a select offers. */
export interface OfferedOption {
  readonly text: string;
  readonly value: string;
  readonly group?: string;
}

/** The options of a select, or the reason why there are none. */
export type OptionsOutcome = { readonly ok: true; readonly options: readonly OfferedOption[] } | NotAnswered;

/** A user at their Slack client. An action that the client would not allow throws an Error with the reason. */
export interface Person {
  readonly id: string;
  /** Sends a slash command. Default channel: C0GENERAL. `text` is the text as typed: `@bob`, `#general`, `a < b`. */
  command(command: string, text?: string, where?: { readonly channel?: string }): Promise<CommandOutcome>;
  /** Clicks a button, or selects an option of an overflow menu by `value`. */
  press(target: InMessage): Promise<ActionOutcome>;
  pressInView(target: InView): Promise<ActionOutcome>;
  /**
   * Chooses in a select, radio group, checkbox group or picker of a message. External selects first request options
   * from the bot.
   */
  select(target: InMessage, choice: InputValue): Promise<ActionOutcome>;
  /** Like `choose`, in a view. Input blocks without `dispatch_action` only store the choice. */
  selectInView(target: InView, choice: InputValue): Promise<ActionOutcome>;
  /** The options of a select while the user types `query`. */
  options(target: InMessage | InView, query?: string): Promise<OptionsOutcome>;
  /** Fills in inputs, named by action_id (or block_id), and submits. Other inputs keep their values. */
  submitView(viewId: string, values?: Readonly<Record<string, InputValue>>): Promise<SubmitOutcome>;
  /** Closes the top modal, or the whole stack with `all`. */
  closeView(viewId: string, how?: { readonly all?: boolean }): Promise<void>;
  shortcut(callbackId: string): Promise<ActionOutcome>;
  messageShortcut(
    callbackId: string,
    message: { readonly channel: string; readonly ts: string },
  ): Promise<ActionOutcome>;
  /** Opens the App's Home tab. Returns true if the bot acknowledged the event. */
  openHome(): Promise<boolean>;
  /** Posts a message as the user. */
  say(channel: string, text: string, where?: { readonly threadTs?: string }): Message;
}
