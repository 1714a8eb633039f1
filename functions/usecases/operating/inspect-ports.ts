import type {
  AccountFacts,
  EndpointFacts,
  QueueFacts,
  RoleFacts,
  SlackFacts,
  TableFacts,
  UserFacts,
} from '../../core/doctor/facts.ts';
import type { AccountId, RoleArn, SlackGroupId, SlackUserId, UserArn } from '../../core/names.ts';
import type { Lockdown } from '../../core/request/lockdown.ts';
import type { Request } from '../../core/request/request.ts';
import type { Grant, RoleState } from '../../core/trust/grant.ts';
import type { UserAccess } from '../../core/trust/user-access.ts';
import type { RefusalRecord } from '../ports.ts';

/** IAM as the doctor looks at it. What cannot be seen is an answer, not a fault. */
export interface IamInspector {
  account(id: AccountId): Promise<AccountFacts>;
  role(arn: RoleArn): Promise<RoleFacts>;
  user(arn: UserArn): Promise<UserFacts>;
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

/** Slack as the doctor looks at it. */
export interface SlackInspector {
  look(people: readonly SlackUserId[], groups: readonly SlackGroupId[]): Promise<SlackFacts>;
}

/** Everything that is stored, one item after the other, in no order. Read for audits, never on the way of an answer. */
export type ArchivedItem =
  | { readonly kind: 'request'; readonly request: Request }
  | { readonly kind: 'grant'; readonly grant: Grant }
  | { readonly kind: 'role_state'; readonly state: RoleState }
  | { readonly kind: 'user_access'; readonly access: UserAccess }
  | { readonly kind: 'lockdown'; readonly lockdown: Lockdown }
  | { readonly kind: 'refusal'; readonly refusal: RefusalRecord }
  /** It can be read, and was changed by something else than the bot; `what` is a sentence. A request says so itself. */
  | { readonly kind: 'damaged'; readonly key: string; readonly what: string }
  /** It stands in the table and cannot be read as anything: said, never left out. */
  | { readonly kind: 'unreadable'; readonly key: string; readonly why: string };

export interface Archive {
  items(): AsyncIterable<ArchivedItem>;
}

/** A record as it was found where it is kept. */
export interface KeptRecord {
  readonly key: string;
  /** Where the one that was written first is read. */
  readonly place: string;
  /** Whether somebody tried to delete it. */
  readonly isHidden: boolean;
  readonly versions: number;
}

/** What was kept, to be read back. */
export interface AuditShelf {
  list(under: string): Promise<readonly KeptRecord[]>;
  /** Undefined when it is not there. */
  read(record: KeptRecord): Promise<string | undefined>;
}
