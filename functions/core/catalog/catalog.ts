import { canonicalJson, sha256 } from '../hash.ts';
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
import type { Hours, When } from '../rules/when.ts';
import type { Rotation } from '../schedule/rotation.ts';
import type { TicketEvidence } from './ticket-evidence.ts';

/** The AWS identity of a user, on both sides of the trust. */
export type Principal =
  | {
      readonly kind: 'iam-user';
      readonly accountId: AccountId;
      readonly arn: UserArn;
      readonly userName: string;
      /** Always the user name: the trust policy pins it with a policy variable. */
      readonly sessionName: SessionName;
      /** `managed`: the bot writes the user's inline policy. `external`: the organization manages the policies. */
      readonly identity: 'managed' | 'external';
    }
  | {
      readonly kind: 'federated';
      readonly accountId: AccountId;
      /** A pattern for `aws:PrincipalArn` of the user's session: the ARN of the role, with `*` and `?` in its name. */
      readonly roleArnPattern: string;
      readonly sessionName: SessionName;
    };

/** Users that a rule names: everyone in the workspace, one user, a Slack user group, or the users on call. */
export type Who =
  | { readonly kind: 'everyone' }
  | { readonly kind: 'user'; readonly id: SlackUserId }
  | { readonly kind: 'group'; readonly id: SlackGroupId }
  /** The users on call at that time. */
  | { readonly kind: 'onCall'; readonly id: string };

/** An on-call schedule: a list of users, users who take turns, or a schedule in PagerDuty. */
export type Schedule =
  | { readonly kind: 'static'; readonly users: readonly SlackUserId[] }
  | ({ readonly kind: 'rotation' } & Rotation)
  | { readonly kind: 'pagerduty'; readonly scheduleId: string };

export interface Account {
  readonly name: string;
  readonly id: AccountId;
  /** The role the reconcile Lambda assumes there. Defaults to `assume-bot-manager`. */
  readonly managerRoleName: string;
}

/** Notified of emergencies with a mention: a channel or a user. */
export type Contact =
  | { readonly kind: 'channel'; readonly id: SlackChannelId }
  | { readonly kind: 'user'; readonly id: SlackUserId };

/** How access can be extended. */
export interface ExtendRule {
  /** How much one extension adds at most. */
  readonly byMinutes: number;
  readonly automatic: boolean;
  /** The longest from the first start to the last end. */
  readonly maxTotalMinutes: number;
}

/** Who may take a role immediately, with a review afterwards. */
export interface EmergencyRule {
  readonly requesters: readonly Who[];
  /** Minutes within which an approver has to review the emergency. */
  readonly reviewWithinMinutes: number;
  readonly contacts: readonly Contact[];
  readonly maxMinutes: number;
}

/** The second line: users who may also approve after some time. */
export interface EscalationRule {
  readonly afterMinutes: number;
  readonly approvers: readonly Who[];
}

/** Conditions that every AssumeRole call for a role must meet, for every caller. At least one member is present. */
export interface RoleConditions {
  /** A second factor, at most this old. Absent `maxAgeSeconds`: of any age. */
  readonly mfa?: { readonly maxAgeSeconds?: number };
  /** Networks in CIDR notation that calls come from. */
  readonly sourceIp?: readonly string[];
  /** VPCs whose endpoint of STS receives the calls. */
  readonly vpc?: readonly string[];
  /** The organization that the account of the user belongs to. */
  readonly principalOrgId?: string;
}

/** Approvals that have to be given before the next stage begins. */
export interface Stage {
  readonly approvers: readonly Who[];
  /** At least 1. */
  readonly approvals: number;
  /** Each approval has to be for another entry of the approvers. */
  readonly fromDifferent?: true;
  /** Only an approval within any of these hours counts. Absent: at any time. */
  readonly hours?: readonly Hours[];
}

/** What the catalog requires of the users of a role, and allows them, when they assume it. */
export interface RoleTerms {
  readonly conditions?: RoleConditions;
  /** Federated users can keep and set session tags. */
  readonly sessionTags?: true;
}

/** One role that can be requested, with one of its rules. */
export interface RoleRule extends RoleTerms {
  /** The name of the rule; absent for a role with one rule that was not named. */
  readonly ruleName?: string;
  /** The bundle whose rule this is: it applies beside the rule of the role. */
  readonly bundle?: AccessName;

  readonly name: AccessName;
  readonly arn: RoleArn;
  readonly accountId: AccountId;
  readonly accountName: string;
  readonly description: string;
  readonly durationMinutes: { readonly default: number; readonly max: number };
  readonly requesters: readonly Who[];
  /** All approvers, of every stage. */
  readonly approvers: readonly Who[];
  /** The number of approvers needed, in all stages; 0 means that no approval is needed. */
  readonly approvals: number;
  /** Stages of approvals, one after the other. Absent: the approvers and approvals are the only stage. */
  readonly stages?: readonly Stage[];
  readonly allowSelfApproval: boolean;
  readonly reason: 'required' | 'optional';
  /** Source of a regular expression that the reason has to contain a match of. */
  readonly ticket?: string;
  /** A ticket that the pattern matches. Users see it in place of the pattern. */
  readonly ticketExample?: string;
  /** The address of a ticket, with `{ticket}` in place of what the pattern matched. Always https. */
  readonly ticketUrl?: string;
  /** What the ticket in the reason has to be. Absent: a match of the pattern is enough. */
  readonly evidence?: TicketEvidence;
  readonly channel: SlackChannelId;
  /** Who may request this on behalf of another requester. Absent: no one may. */
  readonly onBehalfOf?: readonly Who[];
  /** The risk of the role, as rated by the maintainers of the catalog. */
  readonly risk?: 'low' | 'medium' | 'high';
  /** `direct`: approvers get the card in a direct message too. Absent: the channel is enough. */
  readonly notifyApprovers?: 'channel' | 'direct';
  readonly escalation?: EscalationRule;
  /** Absent: access cannot be extended. */
  readonly extend?: ExtendRule;
  /** Absent: emergencies cannot be declared. */
  readonly emergency?: EmergencyRule;
}

/** One rule in the list of its role. */
export interface ListedRule extends RoleRule {
  /** What a request has to meet for the rule to apply. Absent: every request. */
  readonly when?: When;
  /**
   * The rule refuses the requests that it applies to, and this is why. It then has no requesters and no approvers, so that
   * code that overlooks this member grants nothing.
   */
  readonly refuse?: string;
}

/** A role that can be requested. The first of its rules that matches a request applies. */
export interface Role extends RoleTerms {
  readonly name: AccessName;
  readonly arn: RoleArn;
  readonly accountId: AccountId;
  readonly accountName: string;
  readonly description: string;
  /** At least one, in order. */
  readonly rules: readonly ListedRule[];
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
  /** Names of workspaces, or patterns with `*`, whose states the role opens too. */
  readonly workspaces?: readonly string[];
  /** The DynamoDB table that locks the state for versions without lock files. It is in the account of the role. */
  readonly lockTable?: string;
}

/** States of others, which a configuration reads with `terraform_remote_state`. */
export type TerraformReadOnlyState = Omit<TerraformState, 'workspaces' | 'lockTable'>;

/** One `provider "aws"` of a configuration, and the role it assumes. */
export interface TerraformProvider {
  readonly role: AccessName;
  readonly region: string;
  readonly alias?: string;
}

/** The Terraform configuration that uses a bundle. */
export interface Terraform {
  readonly state?: TerraformState;
  readonly providers: readonly TerraformProvider[];
  readonly readOnly?: readonly TerraformReadOnlyState[];
}

/** A rule of a bundle, which applies to each of its roles beside a rule of the role. */
export type BundleRule = Omit<ListedRule, Exclude<keyof Role, 'rules'> | 'bundle'>;

/** Several roles that are requested, approved and ended together. */
export interface Bundle {
  readonly name: AccessName;
  readonly description: string;
  readonly roles: readonly AccessName[];
  /** At least one, in order. Absent: the rules of the roles are enough. */
  readonly rules?: readonly BundleRule[];
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
  readonly lapseAfterMinutes: number;
  /** The shortest duration that can be requested, in minutes. */
  readonly minimumMinutes: number;
  /** Minutes before the end at which the holder is reminded. */
  readonly remindBeforeEndMinutes: number;
  /** Minutes after which approvers are reminded of a pending request, one after the other. */
  readonly reminderMinutes: readonly number[];
  /** The channel that operators read: failures, drift. */
  readonly operatorsChannel?: SlackChannelId;
  /** Users who may see and end all access, and turn on a lockdown. */
  readonly admins: readonly Who[];
}

/** `access.yaml` after validation: plain data, everything resolved, known by its hash. */
export interface Catalog {
  /** SHA-256 of the compiled content, hex: every decision records it. */
  readonly hash: string;
  readonly accounts: readonly Account[];
  readonly people: Readonly<Record<SlackUserId, Principal>>;
  readonly byEmail?: EmailRule;
  readonly roles: Readonly<Record<AccessName, Role>>;
  readonly bundles: Readonly<Record<AccessName, Bundle>>;
  /** On-call schedules by name. */
  readonly onCall?: Readonly<Record<string, Schedule>>;
  readonly settings: Settings;
}

/** The hash of a compiled catalog. The order of keys makes no difference. */
export const hashCatalog = (content: Omit<Catalog, 'hash'>): string => sha256(canonicalJson(content));
