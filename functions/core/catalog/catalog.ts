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
  | { readonly kind: 'group'; readonly id: SlackGroupId }
  /** Whoever is on call for a schedule at that moment. */
  | { readonly kind: 'onCall'; readonly id: string };

/** Who is on call, or where that can be asked. */
export type Schedule =
  | { readonly kind: 'static'; readonly users: readonly SlackUserId[] }
  | { readonly kind: 'pagerduty'; readonly scheduleId: string };

export interface Account {
  readonly name: string;
  readonly id: AccountId;
  /** The role the reconcile Lambda assumes there. Defaults to `assume-bot-manager`. */
  readonly managerRoleName: string;
}

/** Who is told loudly that an emergency was declared: a channel or a person. */
export type Contact =
  | { readonly kind: 'channel'; readonly id: SlackChannelId }
  | { readonly kind: 'user'; readonly id: SlackUserId };

/** How what somebody holds may be made to last longer. */
export interface ExtendRule {
  /** How much one extension adds at most. */
  readonly byMinutes: number;
  /** Whether asking is enough; else approvers decide as on any request. */
  readonly automatic: boolean;
  /** The longest from the first start to the last end. */
  readonly maxTotalMinutes: number;
}

/** Who may take a role at once, with nobody asked before and somebody judging it afterwards. */
export interface EmergencyRule {
  readonly requesters: readonly Who[];
  /** Minutes from the activation within which an approver has to say whether it was right. */
  readonly reviewWithinMinutes: number;
  readonly contacts: readonly Contact[];
  readonly maxMinutes: number;
}

/** Who may approve besides, once nobody has for a while. */
export interface EscalationRule {
  /** Minutes that the approvers have before. */
  readonly afterMinutes: number;
  readonly approvers: readonly Who[];
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
  /** Who may ask for this in the name of another requester. Absent: everybody asks for themselves. */
  readonly onBehalfOf?: readonly Who[];
  /** What harm the role could do, in the eyes of those who keep the catalog. */
  readonly risk?: 'low' | 'medium' | 'high';
  /** `direct`: approvers get the card in a direct message too. Absent: the channel is enough. */
  readonly notifyApprovers?: 'channel' | 'direct';
  readonly escalation?: EscalationRule;
  /** Absent: what was granted is not extended. */
  readonly extend?: ExtendRule;
  /** Absent: there are no emergencies here. */
  readonly emergency?: EmergencyRule;
}

/** Where Terraform keeps the state of a configuration, and the role that opens it. */
export interface TerraformState {
  readonly role: AccessName;
  readonly bucket: string;
  readonly region: string;
  readonly keys: readonly string[];
  /** ARN of the customer-managed key that encrypts the bucket. */
  readonly kmsKey?: string;
  /** The account of the bucket, which need not be that of the role. */
  readonly accountId: AccountId;
}

/** One `provider "aws"` of a configuration, and the role it assumes. */
export interface TerraformProvider {
  readonly role: AccessName;
  readonly region: string;
  readonly alias?: string;
}

/** What Terraform is told to be run with a bundle. */
export interface Terraform {
  readonly state?: TerraformState;
  readonly providers: readonly TerraformProvider[];
}

/** Several roles asked for, approved and ended as one. */
export interface Bundle {
  readonly name: AccessName;
  readonly description: string;
  readonly roles: readonly AccessName[];
  readonly terraform?: Terraform;
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
  /** Minutes before the end at which whoever holds something is told that it ends. */
  readonly remindBeforeEndMinutes: number;
  /** Minutes after which approvers are reminded of what waits for them, one after the other. */
  readonly reminderMinutes: readonly number[];
  /** The channel that operators read: failures, drift. */
  readonly operatorsChannel?: SlackChannelId;
  /** May see and end anybody's access, and lock everything down. */
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
  /** On-call schedules by name. */
  readonly onCall?: Readonly<Record<string, Schedule>>;
  readonly settings: Settings;
}
