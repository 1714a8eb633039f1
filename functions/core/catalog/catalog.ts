import type {
  AccessName,
  AccountId,
  RoleArn,
  SessionName,
  SlackChannelId,
  SlackGroupId,
  SlackUserId,
  UserArn,
} from '../names.ts';

/** The AWS identity behind a person: what a grant names on both sides of the trust. */
export type Principal =
  | {
      readonly kind: 'iam-user';
      readonly accountId: AccountId;
      readonly arn: UserArn;
      readonly userName: string;
      /** Always the user name: the trust policy pins it with a policy variable. */
      readonly sessionName: SessionName;
      /** `managed`: we write the user's inline policy. `external`: the organisation keeps that side. */
      readonly identity: 'managed' | 'external';
    }
  | {
      readonly kind: 'federated';
      readonly accountId: AccountId;
      /** What `aws:PrincipalArn` of the person's session is like: the ARN of the role, `*` and `?` allowed in its name. */
      readonly roleArnPattern: string;
      readonly sessionName: SessionName;
    };

/** Who may ask or approve: everyone of the workspace, one person, or a Slack user group. */
export type Who =
  | { readonly kind: 'everyone' }
  | { readonly kind: 'user'; readonly id: SlackUserId }
  | { readonly kind: 'group'; readonly id: SlackGroupId };

export interface Account {
  readonly name: string;
  readonly id: AccountId;
  /** The role the reconcile Lambda assumes there. Defaults to `assume-bot-manager`. */
  readonly managerRoleName: string;
}

/** One role that can be asked for, and the rule it is asked under. */
export interface RoleRule {
  readonly name: AccessName;
  readonly arn: RoleArn;
  readonly accountId: AccountId;
  readonly accountName: string;
  readonly description: string;
  readonly durationMinutes: { readonly default: number; readonly max: number };
  readonly requesters: readonly Who[];
  readonly approvers: readonly Who[];
  /** How many different people have to approve; 0 means that asking is enough. */
  readonly approvals: number;
  readonly allowSelfApproval: boolean;
  readonly reason: 'required' | 'optional';
  /** Source of a regular expression that the reason has to contain a match of. */
  readonly ticket?: string;
  readonly channel: SlackChannelId;
}

/** Several roles asked for, approved and ended as one. */
export interface Bundle {
  readonly name: AccessName;
  readonly description: string;
  readonly roles: readonly AccessName[];
}

/** How a verified e-mail becomes a principal, for people who are not listed by id. */
export interface EmailRule {
  /** A user ARN with `{local}` in place of the part of the address before the @. */
  readonly template: string;
  readonly domains: readonly string[];
}

export interface Settings {
  /** Days an ended request stays readable before DynamoDB's TTL may delete it. */
  readonly retentionDays: number;
  /** Minutes after which a request nobody decided lapses. */
  readonly lapseAfterMinutes: number;
  /** The shortest duration anybody may ask for, in minutes. */
  readonly minimumMinutes: number;
  /** The channel that operators read: failures, drift. */
  readonly operatorsChannel?: SlackChannelId;
  /** May end anybody's access. */
  readonly admins: readonly Who[];
}

/** `access.yaml` after validation: plain data, everything resolved, known by its hash. */
export interface Catalog {
  /** SHA-256 of the compiled content, hex: every decision records it. */
  readonly hash: string;
  readonly accounts: readonly Account[];
  readonly people: Readonly<Record<SlackUserId, Principal>>;
  readonly byEmail?: EmailRule;
  readonly roles: Readonly<Record<AccessName, RoleRule>>;
  readonly bundles: Readonly<Record<AccessName, Bundle>>;
  readonly settings: Settings;
}
