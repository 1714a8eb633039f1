import type { Delegation } from '../../core/authority/directory.ts';
import type { TerraformState } from '../../core/catalog/catalog.ts';
import type {
  AccountFacts,
  EndpointFacts,
  QueueFacts,
  RoleFacts,
  SlackFacts,
  TableFacts,
  UserFacts,
} from '../../core/doctor/facts.ts';
import type { AccountId, RoleArn, SlackChannelId, SlackGroupId, SlackUserId, UserArn } from '../../core/names.ts';
import type { Lockdown } from '../../core/request/lockdown.ts';
import type { Request } from '../../core/request/request.ts';
import type {
  BucketFacts,
  KeyFacts,
  OrganizationFacts,
  Seen,
  StandingPrincipal,
  StateObject,
} from '../../core/terraform/diagnosis/facts.ts';
import type { Grant, RoleState } from '../../core/trust/grant.ts';
import type { UserAccess } from '../../core/trust/user-access.ts';
import type { RefusalRecord } from '../ports.ts';

/** IAM as the doctor reads it. Data that cannot be read is an answer, not a fault. */
export interface IamInspector {
  account(id: AccountId): Promise<AccountFacts>;
  role(arn: RoleArn): Promise<RoleFacts>;
  user(arn: UserArn): Promise<UserFacts>;
}

/** Every role and user of an account that carries a mark of the hub. */
export interface MarkFinder {
  /** Throws IamFault. */
  marked(account: AccountId): Promise<{ readonly roles: readonly RoleArn[]; readonly users: readonly UserArn[] }>;
}

export interface TableInspector {
  table(): Promise<TableFacts>;
}

export interface QueueInspector {
  queue(): Promise<QueueFacts>;
}

export interface EndpointInspector {
  endpoint(): Promise<EndpointFacts>;
}

/** Slack as the doctor reads it. */
export interface SlackInspector {
  look(named: {
    readonly people: readonly SlackUserId[];
    readonly groups: readonly SlackGroupId[];
    readonly channels: readonly SlackChannelId[];
  }): Promise<SlackFacts>;
}

/** All stored items, in no order. Read for audits only. */
export type ArchivedItem =
  | { readonly kind: 'request'; readonly request: Request }
  | { readonly kind: 'grant'; readonly grant: Grant }
  | { readonly kind: 'role_state'; readonly state: RoleState }
  | { readonly kind: 'user_access'; readonly access: UserAccess }
  | { readonly kind: 'lockdown'; readonly lockdown: Lockdown }
  | { readonly kind: 'delegations'; readonly delegations: readonly Delegation[] }
  | { readonly kind: 'refusal'; readonly refusal: RefusalRecord }
  /** An item that was changed outside the bot; `what` is a sentence. A changed request is reported with the request. */
  | { readonly kind: 'damaged'; readonly key: string; readonly what: string }
  /** An item that cannot be read. It is reported, not left out. */
  | { readonly kind: 'unreadable'; readonly key: string; readonly why: string };

export interface Archive {
  items(): AsyncIterable<ArchivedItem>;
}

/** A record in the audit bucket. */
export interface KeptRecord {
  readonly key: string;
  /** The location of the version that was written first. */
  readonly place: string;
  /** Whether a delete marker hides it. */
  readonly isHidden: boolean;
  readonly versions: number;
}

/** Read access to the audit bucket. */
export interface AuditReader {
  list(under: string): Promise<readonly KeptRecord[]>;
  /** Returns undefined if the record does not exist. */
  read(record: KeptRecord): Promise<string | undefined>;
}

/** S3 as the diagnosis of Terraform reads it, with the operator's own credentials. Each part is read on its own. */
export interface StateInspector {
  bucket(state: TerraformState): Promise<BucketFacts>;
  /** The encryption of an object. */
  object(state: TerraformState, key: string): Promise<Pick<StateObject, 'object' | 'refusedTo'>>;
  /** The owner and the ACL of an object. */
  owner(state: TerraformState, key: string): Promise<Pick<StateObject, 'owner' | 'acl'>>;
  /** The canonical user ID of an account. */
  canonicalId(account: AccountId, region: string): Promise<Seen<string>>;
}

/** KMS keys as the diagnosis of Terraform reads them. */
export interface KeyInspector {
  key(arn: string): Promise<KeyFacts>;
}

/** What organizations limit. */
export interface OrganizationInspector {
  organization(account: AccountId): Promise<Seen<OrganizationFacts>>;
}

/** The identities of accounts, with all their policies. */
export interface PrincipalInspector {
  /** The role that matches a pattern with `*` and `?`. */
  roleLike(pattern: string): Promise<RoleFacts>;
  /** Every user and role of an account. */
  principals(account: AccountId): Promise<Seen<readonly StandingPrincipal[]>>;
}
