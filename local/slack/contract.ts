import type { BlockProblem } from './blocks/problem.ts';
import type { BotAnswer, DeliveryRecord, SignedRequest } from './people/transport.ts';
import type { CallRecord, Fault } from './web-api/faults.ts';
import type { Channel, Message, OpenView, Team, User, UserGroup } from './world/model.ts';

/** The only source of time: message timestamps, trigger lives, response_url lives and signatures come from it. */
export interface Clock {
  now(): Date;
}

/** Takes a signed request to the bot and brings its answer back; by default an HTTP POST to `botUrl`. */
export type Transport = (request: SignedRequest) => Promise<BotAnswer>;

/** What a local Slack is told when it starts. */
export interface LocalSlackOptions {
  /** Where the bot listens, e.g. `http://127.0.0.1:3000/slack/events`. Without it and without `transport` nobody can act. */
  readonly botUrl?: string | undefined;
  /** Replaces the HTTP POST to `botUrl`, so that a test can call a handler with no socket. */
  readonly transport?: Transport | undefined;
  readonly signingSecret: string;
  /** The bot token that the Web API accepts. */
  readonly token: string;
  /** No method here takes it; a caller who sends it gets Slack's `not_allowed_token_type`. */
  readonly appToken?: string | undefined;
  readonly clock?: Clock | undefined;
  readonly host?: string | undefined;
  /** 3001 unless told; 0 takes any free port. */
  readonly port?: number | undefined;
  /** A JSON file that outlives the process; in memory only when absent. */
  readonly statePath?: string | undefined;
  /** Scopes of the token; the least that the product needs unless told. */
  readonly scopes?: readonly string[] | undefined;
  /** Replaces the seeded people and places. */
  readonly seed?: Partial<Seed> | undefined;
  /** How long Slack waits for the bot, in real milliseconds: 3000 unless told. */
  readonly ackTimeoutMs?: number | undefined;
  /** Whether Slack replaces @names and #channels in a command's text by ids; true unless told. */
  readonly shouldEscape?: boolean | undefined;
  /** Events API subscriptions; `app_home_opened`, `user_change` and `team_join` unless told. */
  readonly subscribedEvents?: readonly string[] | undefined;
  /** Enforces Slack's published rate limits by the clock; off unless told. */
  readonly rateLimits?: boolean | undefined;
}

/** The people and places that a fresh local Slack has. */
export interface Seed {
  readonly team: Team;
  readonly users: readonly User[];
  readonly channels: readonly Channel[];
  readonly usergroups: readonly UserGroup[];
}

/** A Slack workspace on loopback: a Web API for the bot, hands for the people, eyes for tests and the console. */
export interface LocalSlack {
  /** `http://127.0.0.1:3001`, without a slash at the end. */
  readonly url: string;
  /** What `slackApiUrl` of a WebClient is set to. */
  readonly apiUrl: string;
  readonly directory: Directory;
  /** The person's side. Throws a RangeError for a user that does not exist. */
  as(userId: string): Person;
  /** Signs and posts any body to the bot, for forged and malformed requests; the answer is returned as it came. */
  deliver(body: string, contentType?: string): Promise<BotAnswer>;
  /** Sends an event of the Events API to the bot; true once it was acknowledged. */
  event(event: Readonly<Record<string, unknown>>): Promise<boolean>;
  /** Redelivers the events that the bot did not acknowledge and whose time has come by the clock. */
  retryEvents(): Promise<void>;
  /** The messages everybody in the channel sees, oldest first; thread replies included. */
  messages(channelId: string): readonly Message[];
  /** What a person sees in a channel, oldest first, ephemeral messages included; of all their channels without one. */
  seenBy(userId: string, channelId?: string): readonly Message[];
  /** The modals a person has open, the one on top last. */
  modalsOf(userId: string): readonly OpenView[];
  homeOf(userId: string): OpenView | undefined;
  /** The Web API calls so far, oldest first. */
  calls(method?: string): readonly CallRecord[];
  /** How often each method was called. */
  callCounts(): Readonly<Record<string, number>>;
  forgetCalls(): void;
  /** What was sent to the bot, oldest first: kind, status, how long the answer took. */
  deliveries(): readonly DeliveryRecord[];
  /** Makes the next calls of a method fail; faults are used up in the order they were set. */
  fail(fault: Fault): void;
  clearFaults(): void;
  setRateLimits(enforced: boolean): void;
  setScopes(scopes: readonly string[]): void;
  /** Points the workspace at another bot. */
  setBot(bot: { readonly botUrl?: string; readonly transport?: Transport }): void;
  /** Told after every change; the answer stops the telling. */
  onChange(listener: (change: Change) => void): () => void;
  /** Writes the state, closes the sockets, ends what hangs. */
  close(): Promise<void>;
}

/** What changed, for those who watch: enough to know what to read again. */
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

/** What a workspace administrator can do; each change reaches the bot as Slack's event does. */
export interface Directory {
  team(): Team;
  users(): readonly User[];
  user(userId: string): User | undefined;
  channels(): readonly Channel[];
  channel(channelId: string): Channel | undefined;
  usergroups(): readonly UserGroup[];
  addUser(user: Partial<User> & { readonly id: string; readonly name: string }): Promise<User>;
  /** Changes a person's record and sends `user_change`. */
  changeUser(userId: string, change: Partial<Omit<User, 'id'>>): Promise<User>;
  deactivate(userId: string): Promise<User>;
  addChannel(channel: Partial<Channel> & { readonly id: string; readonly name: string }): Channel;
  archive(channelId: string): void;
  join(channelId: string, userId: string): void;
  leave(channelId: string, userId: string): void;
  addUsergroup(group: UserGroup): UserGroup;
  setUsergroupMembers(groupId: string, userIds: readonly string[]): void;
}

/** Which element of a message is meant; `blockId` or `value` settle it where an action_id occurs twice. */
export interface InMessage {
  readonly channel: string;
  readonly ts: string;
  readonly actionId: string;
  readonly blockId?: string;
  readonly value?: string;
  /** The message as the person still has it on the screen, when it has been redrawn since. */
  readonly asShown?: Message;
}

/** Which element of a modal or of the Home tab is meant. */
export interface InView {
  readonly viewId: string;
  readonly actionId: string;
  readonly blockId?: string;
  readonly value?: string;
}

/** What a person puts into an input: text, an option's value, several of them, a number, or nothing. */
export type InputValue = string | number | readonly string[] | null;

/** Why Slack shows the person an error in place of the bot's answer. */
export type NotAnswered = {
  readonly ok: false;
  /** `operation_timeout`: no answer in time. `dispatch_failed`: no 2xx. `invalid_answer`: Slack would not show it. */
  readonly error: 'operation_timeout' | 'dispatch_failed' | 'invalid_answer';
  readonly status?: number;
  readonly problems?: readonly BlockProblem[];
};

/** What a slash command showed: the message in the HTTP body, if the bot put one there. */
export type CommandOutcome =
  | { readonly ok: true; readonly message?: Message; readonly triggerId: string }
  | NotAnswered;

/** What pressing or choosing showed; changes of the message or view are read from the workspace. */
export type ActionOutcome = { readonly ok: true; readonly triggerId: string } | NotAnswered;

/** What submitting a modal showed. `refused` came from Slack's own client, before the bot was asked. */
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

/** What a select offered, or why it offered nothing. */
export type OptionsOutcome = { readonly ok: true; readonly options: readonly OfferedOption[] } | NotAnswered;

/** A person at their Slack client. What the client would not let them do throws an Error that says so. */
export interface Person {
  readonly id: string;
  /** Types a slash command; in C0GENERAL unless told. `text` is what is typed: `@bob`, `#general`, `a < b`. */
  command(command: string, text?: string, where?: { readonly channel?: string }): Promise<CommandOutcome>;
  /** Presses a button, or takes an overflow menu's option by `value`. */
  press(target: InMessage): Promise<ActionOutcome>;
  pressInView(target: InView): Promise<ActionOutcome>;
  /** Chooses in a select, radio group, checkbox group or picker of a message. External selects ask the bot first. */
  select(target: InMessage, choice: InputValue): Promise<ActionOutcome>;
  /** The same in a view. Input blocks without `dispatch_action` only remember the choice. */
  selectInView(target: InView, choice: InputValue): Promise<ActionOutcome>;
  /** The options of a select as they appear while typing `query`. */
  options(target: InMessage | InView, query?: string): Promise<OptionsOutcome>;
  /** Fills inputs, named by action_id (or block_id), and submits. What is not named keeps what it holds. */
  submitView(viewId: string, values?: Readonly<Record<string, InputValue>>): Promise<SubmitOutcome>;
  /** Closes the modal on top, or with `all` the whole stack. */
  closeView(viewId: string, how?: { readonly all?: boolean }): Promise<void>;
  shortcut(callbackId: string): Promise<ActionOutcome>;
  messageShortcut(
    callbackId: string,
    message: { readonly channel: string; readonly ts: string },
  ): Promise<ActionOutcome>;
  /** Opens the App's Home tab; true once the bot acknowledged the event. */
  openHome(): Promise<boolean>;
  /** Writes a message of their own. */
  say(channel: string, text: string, where?: { readonly threadTs?: string }): Message;
}
