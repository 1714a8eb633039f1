import type { PolicyStatement } from '../aws/policy/document.ts';
import type { Channel, Message, OpenView, Team, User, UserGroup } from '../slack/world/model.ts';

/** What does not change while the stack runs. */
export interface About {
  readonly region: string;
  readonly awsUrl: string;
  readonly appUserId: string;
  readonly roles: readonly AskableRole[];
  readonly bundles: readonly { readonly name: string; readonly description: string }[];
  /** Who people are in AWS, by Slack user id. */
  readonly identities: Readonly<Record<string, Identity>>;
}

/** A role of the catalog, as much of it as a person has to know to ask for it. */
export interface AskableRole {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  readonly accountId: string;
  readonly accountName: string;
  readonly maxMinutes?: number;
}

/** The AWS side of a person: an IAM user with keys, or a sign-in that gives sessions. */
export interface Identity {
  readonly kind: 'iam-user' | 'federated';
  /** Name of the IAM user, or of the sessions: what a role session of theirs has to be called. */
  readonly name: string;
  readonly accountId: string;
}

/** The whole workspace, everybody's modals and Home tabs included; the page shows one person's part of it. */
export interface SlackView {
  readonly team: Team;
  readonly users: readonly User[];
  readonly usergroups: readonly UserGroup[];
  readonly channels: readonly (Channel & { readonly messages: readonly Message[] })[];
  readonly modals: Readonly<Record<string, readonly OpenView[]>>;
  readonly homes: Readonly<Record<string, OpenView | null>>;
}

/** An inline policy, its statements as a list. */
export interface InlinePolicy {
  readonly name: string;
  readonly statements: readonly PolicyStatement[];
}

/** What IAM holds about one role of the catalog. */
export interface AwsView {
  readonly role: string;
  /** Absent when the role does not exist in AWS. */
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

/** One event of a request, and whether its hash follows from what stands before it. */
export interface EventView {
  readonly seq: number;
  readonly at: string;
  readonly fact: { readonly kind: string } & Readonly<Record<string, unknown>>;
  readonly hash: string;
  readonly holds: boolean;
}

/** A request as it is stored. */
export interface RequestView {
  readonly id: string;
  readonly target: string;
  readonly roles: readonly string[];
  readonly by: string;
  readonly askedAt: string;
  readonly reason: string;
  readonly status: { readonly kind: string } & Readonly<Record<string, unknown>>;
  /** With those of release 0.1.0 first, where the request was imported from it. */
  readonly events: readonly EventView[];
  /** Whether the seal of the item holds. */
  readonly isSealed: boolean;
}

/** One call of the bot or of a person, to AWS or to Slack. */
export interface CallView {
  readonly id: string;
  readonly at: string;
  /** `iam`, `sts`, `s3`, `sqs`, `dynamodb`, `slack`, or `bot` for what Slack sent to the bot. */
  readonly service: string;
  readonly operation: string;
  /** What was acted upon, or on whose behalf. */
  readonly about: string;
  /** `slack-events`, `reconcile`, `sweep`, a person's name. */
  readonly actor: string;
  /** Absent where it is not measured. */
  readonly tookMs?: number;
  readonly error?: string;
}

/** Whether the bot's functions run. */
export interface BotView {
  readonly lambdas: readonly { readonly name: string; readonly isRunning: boolean }[];
}

/** All that the page is told of by itself, by the name of the server-sent event. */
export interface Topics {
  readonly about: About;
  readonly slack: SlackView;
  readonly aws: AwsView;
  readonly requests: readonly RequestView[];
  readonly calls: readonly CallView[];
  readonly bot: BotView;
}

/** One command that was run for a person, in the words of the `aws` program. */
export interface TriedStep {
  readonly command: string;
  readonly isAllowed: boolean;
  /** What the program would print. */
  readonly output: string;
  readonly tookMs: number;
}

/** A session somebody opened here; its secrets stay with the server. */
export interface SessionView {
  readonly id: string;
  readonly role: string;
  readonly user: string;
  readonly accessKeyId: string;
  readonly openedAt: string;
  /** When STS ends it by itself; a session guard may well do so before. */
  readonly expiresAt: string;
}

/** What came of trying. */
export type TryOutcome =
  | { readonly ok: true; readonly steps: readonly TriedStep[]; readonly session?: SessionView }
  | { readonly ok: false; readonly why: string };
