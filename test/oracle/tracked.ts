import type { Answers, Facts } from './answers.ts';
import type { Requested, Second } from './happenings.ts';

/** The earliest and the latest that a moment can be, since clocks differ. */
export interface Between {
  readonly first: Second;
  readonly last: Second;
}

export interface Box {
  readonly start: Between;
  readonly end: Between;
}

/** One role of a request. */
export interface Grant {
  readonly roleArn: string;
  readonly role: string;
  /** A run may have opened it. */
  canBeOpen: boolean;
  /** A run that began after the start may have opened it, or kept it open. */
  canHaveStarted: boolean;
  /** A run has opened it for certain, or kept it open, after the start. */
  isOpened: boolean;
  /** A run may have closed it already. */
  canBeClosed: boolean;
  /** Another writer of IAM may have closed it. */
  isDisturbed: boolean;
  /** The run that closed it for certain before its end. */
  closedAt?: Second;
}

export interface Tracked {
  readonly request: Requested;
  readonly identity: string | undefined;
  readonly sessionName: string | undefined;
  readonly isNameFree: boolean;
  /** What it extends was declared as an emergency, or extends one. */
  readonly isOfEmergency: boolean;
  readonly grants: readonly Grant[];
  /** Facts when it was requested: the larger number of approvals counts, then or today. */
  readonly requestedUnder: Facts;
  /** Whether the specification allows that it was accepted. */
  validity: Answers;
  /** Denied, cancelled or lapsed: it never opens anything. */
  isOver: boolean;
  isReviewed: boolean;
  /** No approval is needed: it is decided at the latest in the first whole run after it. */
  isAutomatic: boolean;
  isIntact: boolean;
  /** Its rows of roles. */
  isRowIntact: boolean;
  isReadable: boolean;
  isRowLost: boolean;
  readonly approvals: { readonly by: string; readonly atMostSeconds?: number }[];
  box?: Box;
  /** An early end that was decided: when, and whether it is certain. */
  end?: { readonly at: Between; readonly isCertain: boolean };
  /** The latest time that a fact of it is known to have. */
  lastFact: Second;
}

/** What is known after a history. */
export interface Known {
  readonly now: Second;
  readonly tracked: readonly Tracked[];
  /** Statements that others wrote with our marks, and the run that removed them. */
  readonly forged: readonly {
    readonly at: Second;
    readonly roleArn: string;
    readonly identity: string;
    readonly removedAt?: Second;
    /** Others took it away before that. */
    readonly vanishedAt?: Second;
  }[];
  /** Seconds by which an early end may be early or late. */
  readonly skewSeconds: number;
}
