import type { PolicyStatement } from './model/policy-document.ts';
import type { Channel, Message, OpenView, Team, User, UserGroup } from './model/slack-workspace.ts';

/** Data that does not change while the stack runs. */
export interface About {
  readonly region: string;
  readonly awsUrl: string;
  readonly appUserId: string;
  readonly roles: readonly RequestableRole[];
  readonly bundles: readonly { readonly name: string; readonly description: string }[];
  /** A request that works with the catalog, for the introduction. */
  readonly walk?: Walk;
  /** AWS identities by Slack user id. */
  readonly identities: Readonly<Record<string, Identity>>;
}

/** Who requests what, and who approves it where. */
export interface Walk {
  readonly requester: string;
  readonly approvers: readonly string[];
  readonly channel: string;
  readonly command: string;
}

/** A role of the catalog, with the data that a user needs to request it. */
export interface RequestableRole {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  readonly accountId: string;
  readonly accountName: string;
  readonly maxMinutes?: number;
}

/** The AWS identity of a user: an IAM user with access keys, or a federated sign-in with sessions. */
export interface Identity {
  readonly kind: 'iam-user' | 'federated';
  /** The name of the IAM user or of the federated sessions. Role sessions of this user must have this name. */
  readonly name: string;
  readonly accountId: string;
}

/** The whole workspace, including the modals and Home tabs of all users. The page shows one user's part. */
export interface SlackView {
  readonly team: Team;
  readonly users: readonly User[];
  readonly usergroups: readonly UserGroup[];
  readonly channels: readonly (Channel & { readonly messages: readonly Message[] })[];
  readonly modals: Readonly<Record<string, readonly OpenView[]>>;
  readonly homes: Readonly<Record<string, OpenView | null>>;
}

/** An inline policy with its list of statements. */
export interface InlinePolicy {
  readonly name: string;
  readonly statements: readonly PolicyStatement[];
}

/** What IAM contains for one role of the catalog. */
export interface AwsView {
  readonly role: string;
  /** Absent if the role does not exist in AWS. */
  readonly found?: {
    readonly trust: readonly PolicyStatement[];
    readonly policies: readonly InlinePolicy[];
    readonly attached: readonly string[];
  };
  readonly people: readonly {
    readonly slackId: string;
    readonly arn: string;
    readonly name: string;
    readonly policies: readonly InlinePolicy[];
  }[];
}

/** One event of a request, and whether its hash follows from the event before it. */
export interface EventView {
  readonly seq: number;
  readonly at: string;
  readonly fact: { readonly kind: string } & Readonly<Record<string, unknown>>;
  readonly hash: string;
  readonly holds: boolean;
}

/** A request as stored. */
export interface RequestView {
  readonly id: string;
  readonly target: string;
  readonly roles: readonly string[];
  readonly by: string;
  readonly requestedAt: string;
  readonly reason: string;
  readonly status: { readonly kind: string } & Readonly<Record<string, unknown>>;
  /** With those of release 0.1.0 first, where the request was imported from it. */
  readonly events: readonly EventView[];
  /** Whether the seal of the item holds. */
  readonly isSealed: boolean;
}

/** One call by the bot or a user, to AWS or to Slack. */
export interface CallView {
  readonly id: string;
  readonly at: string;
  /** `iam`, `sts`, `s3`, `sqs`, `dynamodb`, `slack`, or `bot` for requests from Slack to the bot. */
  readonly service: string;
  readonly operation: string;
  /** The resource or user that the call is about. */
  readonly about: string;
  /** `slack-events`, `reconcile`, `sweep`, or the name of a user. */
  readonly actor: string;
  /** Absent if not measured. */
  readonly tookMs?: number;
  readonly error?: string;
}

/** Whether the bot's functions are running. */
export interface BotView {
  readonly lambdas: readonly { readonly name: string; readonly isRunning: boolean }[];
}

/** The data that the server pushes to the page, by name of the server-sent event. */
export interface Topics {
  readonly about: About;
  readonly slack: SlackView;
  readonly aws: AwsView;
  readonly requests: readonly RequestView[];
  readonly calls: readonly CallView[];
  readonly bot: BotView;
}

/** One command that was run for a user, as it would be typed in the AWS CLI. */
export interface TriedStep {
  readonly command: string;
  readonly isAllowed: boolean;
  /** The output of the command. */
  readonly output: string;
  readonly tookMs: number;
}

/** A session that a user opened in the console. Its secrets stay on the server. */
export interface SessionView {
  readonly id: string;
  readonly role: string;
  readonly user: string;
  readonly accessKeyId: string;
  readonly openedAt: string;
  /** When the session expires in STS. A session guard can end it earlier. */
  readonly expiresAt: string;
}

/** The result of a trial. */
export type TryOutcome =
  | { readonly ok: true; readonly steps: readonly TriedStep[]; readonly session?: SessionView }
  | { readonly ok: false; readonly why: string };
