/**
 * What happened, in terms of the outside world: what users were answered, what changed around them, and when workers
 * ran. Times are Unix seconds of AWS's clock; `clock` is what the component that answered read on its own clock.
 */
export type Second = number;

/** Users by name, and members of user groups. */
export interface Members {
  readonly users?: readonly string[];
  readonly groups?: readonly string[];
  readonly everyone?: true;
}

export interface Rule {
  readonly arn: string;
  readonly requesters: Members;
  readonly approvers: Members;
  readonly approvals: number;
  readonly allowsSelfApproval?: true;
  readonly onBehalfOf?: Members;
  readonly longestSeconds: number;
  readonly emergency?: { readonly requesters: Members; readonly longestSeconds: number };
  readonly extension?: { readonly isAutomatic: boolean; readonly longestTotalSeconds: number };
}

/** The AWS identity a user has, and the name of its sessions. */
export interface Identity {
  readonly arn: string;
  readonly sessionName: string;
  /** No policy of ours says under which session name it may assume a role. */
  readonly isNameFree?: true;
}

export interface Catalog {
  readonly roles: Readonly<Record<string, Rule>>;
  readonly identities: Readonly<Record<string, Identity>>;
  /** Users by name only. */
  readonly admins: readonly string[];
  readonly lapsesAfterSeconds: number;
}

export interface Requested {
  readonly kind: 'requested';
  readonly at: Second;
  readonly clock: Second;
  readonly id: string;
  readonly requester: string;
  readonly holder: string;
  /** Names of the catalog. */
  readonly roles: readonly string[];
  /** What was wanted: a length from the start, or an end. */
  readonly wants: { readonly seconds: number } | { readonly until: Second };
  /** A start in the future. */
  readonly from?: Second;
  readonly isEmergency?: true;
  /** The request it extends. */
  readonly extends?: string;
}

export type Happening =
  | { readonly kind: 'catalog'; readonly at: Second; readonly catalog: Catalog }
  | { readonly kind: 'user'; readonly at: Second; readonly user: string; readonly isFullMember: boolean }
  | {
      readonly kind: 'group';
      readonly at: Second;
      readonly group: string;
      readonly members: readonly string[] | 'unreadable';
    }
  | Requested
  | {
      readonly kind: 'approved';
      readonly at: Second;
      readonly clock: Second;
      readonly id: string;
      readonly by: string;
      /** The approver gave less than was wanted. */
      readonly atMostSeconds?: number;
      /** Slack answered that the request is approved now. Otherwise more approvals are needed. */
      readonly isDecisive: boolean;
    }
  | { readonly kind: 'denied'; readonly at: Second; readonly id: string; readonly by: string }
  | { readonly kind: 'ended'; readonly at: Second; readonly clock: Second; readonly id: string; readonly by: string }
  | {
      readonly kind: 'revoked';
      readonly at: Second;
      readonly clock: Second;
      readonly user: string;
      readonly by: string;
    }
  | { readonly kind: 'reviewed'; readonly at: Second; readonly id: string; readonly by: string }
  | {
      readonly kind: 'lockdown';
      readonly at: Second;
      readonly clock: Second;
      readonly by: string;
      readonly isOn: boolean;
    }
  /** The stored request was changed from outside or cannot be read any more, or its rows of roles were changed or lost. */
  | { readonly kind: 'tampered' | 'unreadable' | 'row_tampered' | 'row_lost'; readonly at: Second; readonly id: string }
  /** Another writer of IAM took our statements from a role's trust policy. */
  | { readonly kind: 'untrusted'; readonly at: Second; readonly roleArn: string }
  /** Another writer of IAM let the whole account of the users in, without conditions. */
  | { readonly kind: 'open_to_all'; readonly at: Second; readonly roleArn: string }
  /** Another writer of IAM added a statement with our marks that lets a user in. */
  | { readonly kind: 'forged'; readonly at: Second; readonly roleArn: string; readonly identity: string }
  /** IAM refuses every write to a role, or no longer does. */
  | { readonly kind: 'iam'; readonly at: Second; readonly roleArn: string; readonly isRefusing: boolean }
  /**
   * Workers ran. `complete`: everything that was due was done and nothing failed. `partial`: some of it may have been
   * done. `looked`: complete, and every role was compared with IAM.
   */
  | {
      readonly kind: 'worked';
      readonly at: Second;
      readonly clock: Second;
      readonly extent: 'partial' | 'complete' | 'looked';
    };
