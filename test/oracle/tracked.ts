import type { Answers, Snapshot } from './answers.ts';
import type { Requested, Second } from './outside-events.ts';

/** The earliest and the latest possible time of an event, since clocks differ. */
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
  /** A run after the start may have opened it, or kept it open. */
  canHaveStarted: boolean;
  /** A run after the start has certainly opened it, or kept it open. */
  isOpened: boolean;
  /** A run may have closed it already. */
  canBeClosed: boolean;
  /** Another principal may have closed it. */
  isDisturbed: boolean;
  /** The time of the run that certainly closed it before its end. */
  closedAt?: Second;
}

export interface Tracked {
  readonly request: Requested;
  readonly identity: string | undefined;
  readonly sessionName: string | undefined;
  readonly isNameFree: boolean;
  readonly isOfOpenAccount: boolean;
  readonly isOfBreakGlassAccount: boolean;
  /** Its base was declared as an emergency, or extends one. */
  readonly isOfEmergency: boolean;
  readonly grants: readonly Grant[];
  /** The snapshot at the time of the request. Its number of approvals counts if it is larger than the current one. */
  readonly requestedUnder: Snapshot;
  /** Whether the specification allows that it was accepted. */
  validity: Answers;
  /** Denied, cancelled or lapsed: it never opens access. */
  isOver: boolean;
  isReviewed: boolean;
  /** No approval is needed: it is decided in the first complete run, or earlier. */
  isAutomatic: boolean;
  isIntact: boolean;
  /** Whether its stored roles are intact. */
  isRowIntact: boolean;
  isReadable: boolean;
  isRowLost: boolean;
  readonly approvals: { readonly by: string; readonly atMostSeconds?: number }[];
  box?: Box;
  /** The time of an early end, and whether the end is certain. */
  end?: { readonly at: Between; readonly isCertain: boolean };
  /** The latest known time of one of its facts. */
  lastFact: Second;
}

/** The knowledge about a history. */
export interface Known {
  readonly now: Second;
  readonly tracked: readonly Tracked[];
  /** Statements that others wrote with the mark of the bot, and the run that removed them. */
  readonly forged: readonly {
    readonly at: Second;
    readonly roleArn: string;
    readonly identity: string;
    readonly removedAt?: Second;
    /** The time at which others removed it earlier. */
    readonly vanishedAt?: Second;
  }[];
  /** Seconds by which an early end may be early or late. */
  readonly skewSeconds: number;
}
