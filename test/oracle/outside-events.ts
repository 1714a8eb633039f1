/**
 * Everything that is visible from outside the bot: its answers to users, changes in Slack, the catalog and IAM, and runs
 * of the workers. Times are Unix seconds of AWS's clock; `clock` is the time on the clock of the acting component.
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
  /** AWS admits users only from this network, `203.0.113.0/24` for example. */
  readonly network?: string;
  readonly extension?: { readonly isAutomatic: boolean; readonly longestTotalSeconds: number };
}

/** The AWS identity of a user, and its session name. */
export interface Identity {
  readonly arn: string;
  readonly sessionName: string;
  /** No policy of the bot pins the session name of this identity. */
  readonly isNameFree?: true;
  /** The account of this identity is the one that a foreign statement may admit as a whole. */
  readonly isOfOpenAccount?: true;
  /** The account of this identity is the one that the break-glass statement of every role admits as a whole. */
  readonly isOfBreakGlassAccount?: true;
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
  /** Role names of the catalog. */
  readonly roles: readonly string[];
  /** The requested duration: a length from the start, or an end. */
  readonly wants: { readonly seconds: number } | { readonly until: Second };
  /** A start in the future. */
  readonly from?: Second;
  readonly isEmergency?: true;
  /** The base of an extension. */
  readonly extends?: string;
}

export type OutsideEvent =
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
      /** The shorter time that the approver granted. */
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
  /** The stored request or its stored roles were tampered with, deleted, or cannot be parsed. */
  | { readonly kind: 'tampered' | 'unreadable' | 'row_tampered' | 'row_lost'; readonly at: Second; readonly id: string }
  /** Another principal removed the statements of the bot from a trust policy. */
  | { readonly kind: 'untrusted'; readonly at: Second; readonly roleArn: string }
  /** Another principal added a statement that admits the whole account of the users without conditions. */
  | { readonly kind: 'open_to_all'; readonly at: Second; readonly roleArn: string }
  /** Another principal added a statement with the mark of the bot that admits a user. */
  | { readonly kind: 'forged'; readonly at: Second; readonly roleArn: string; readonly identity: string }
  /** IAM starts or stops to refuse every write to a role. */
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
