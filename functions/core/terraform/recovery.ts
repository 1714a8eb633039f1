/** What identifies one version of a state. A push needs the same lineage and a higher serial. */
export interface StateVersion {
  readonly lineage: string;
  readonly serial: number;
}

/** A lock as Terraform stores it in the lock object (LockInfo of its statemgr package). */
export interface StateLock {
  readonly id: string;
  /** The user and the machine, as `user@host`. */
  readonly who: string;
  readonly operation: string;
  readonly createdAt: Date;
}

export interface RecoveryFacts {
  /** errored.tfstate and when it was written, by the clock of this machine. */
  readonly errored?: StateVersion & { readonly writtenAt: Date };
  /** Absent: the bucket has no state yet. */
  readonly stored?: StateVersion & { readonly writtenAt: Date; readonly isSameAsErrored: boolean };
  readonly lock?: StateLock;
  /** Who Terraform writes into a lock on this machine. */
  readonly self: string;
  /** The lock that the operator confirmed to be the one of the interrupted run. */
  readonly confirmedLock?: string;
}

/** Why nothing is changed. */
export type RecoveryStop =
  | { readonly kind: 'nothing_to_recover' }
  | { readonly kind: 'only_a_lock'; readonly lock: StateLock }
  | { readonly kind: 'other_lineage'; readonly errored: string; readonly stored: string }
  | { readonly kind: 'not_newer'; readonly errored: number; readonly stored: number }
  | { readonly kind: 'serial_gap'; readonly errored: number; readonly stored: number }
  | { readonly kind: 'written_since'; readonly storedAt: Date; readonly erroredAt: Date }
  | { readonly kind: 'later_lock'; readonly lock: StateLock; readonly erroredAt: Date }
  | { readonly kind: 'lock_of_another'; readonly lock: StateLock; readonly self: string }
  | { readonly kind: 'not_the_confirmed_lock'; readonly lock: StateLock | undefined; readonly confirmed: string };

/** A step that the real Terraform carries out. */
export type RecoveryStep =
  /** Without a lock of its own, because the interrupted run still holds it. */
  { readonly kind: 'push'; readonly lock: 'held' | 'taken' } | { readonly kind: 'unlock'; readonly id: string };

export type Recovery =
  | { readonly kind: 'steps'; readonly steps: readonly RecoveryStep[] }
  | { readonly kind: 'stop'; readonly why: RecoveryStop };

type Errored = NonNullable<RecoveryFacts['errored']>;

const stopByLock = (
  { self, confirmedLock }: RecoveryFacts,
  lock: StateLock | undefined,
  errored: Errored,
): RecoveryStop | undefined => {
  if (confirmedLock !== undefined && lock?.id !== confirmedLock)
    return { kind: 'not_the_confirmed_lock', lock, confirmed: confirmedLock };
  if (lock === undefined) return undefined;
  // The interrupted run took its lock before it wrote the file.
  if (lock.createdAt > errored.writtenAt) return { kind: 'later_lock', lock, erroredAt: errored.writtenAt };
  return confirmedLock === undefined && lock.who !== self ? { kind: 'lock_of_another', lock, self } : undefined;
};

/** Terraform refuses the first two itself. It accepts a higher serial even if others have written in between. */
const stopByState = ({ stored, lock }: RecoveryFacts, errored: Errored): RecoveryStop | undefined => {
  if (stored === undefined || stored.isSameAsErrored) return undefined;
  if (stored.lineage !== errored.lineage)
    return { kind: 'other_lineage', errored: errored.lineage, stored: stored.lineage };
  const serials = { errored: errored.serial, stored: stored.serial };
  if (stored.serial >= errored.serial) return { kind: 'not_newer', ...serials };
  if (stored.writtenAt > errored.writtenAt)
    return { kind: 'written_since', storedAt: stored.writtenAt, erroredAt: errored.writtenAt };
  // A run raises the serial once for each write that failed. Without the lock, another user may have used those serials.
  return lock === undefined && errored.serial !== stored.serial + 1 ? { kind: 'serial_gap', ...serials } : undefined;
};

/**
 * How to recover a run that lost its access while it held the lock. The push comes first: without the lock, another user could
 * write a state with a higher serial, and Terraform would refuse the push.
 */
export const planRecovery = (facts: RecoveryFacts): Recovery => {
  const { errored, stored, lock } = facts;
  const stop = (why: RecoveryStop): Recovery => ({ kind: 'stop', why });
  if (errored === undefined)
    return stop(lock === undefined ? { kind: 'nothing_to_recover' } : { kind: 'only_a_lock', lock });
  const why = stopByLock(facts, lock, errored) ?? stopByState(facts, errored);
  if (why !== undefined) return stop(why);
  const isPushed = stored?.isSameAsErrored === true;
  if (isPushed && lock === undefined) return stop({ kind: 'nothing_to_recover' });
  return {
    kind: 'steps',
    steps: [
      ...(isPushed ? [] : [{ kind: 'push', lock: lock === undefined ? 'taken' : 'held' } as const]),
      ...(lock === undefined ? [] : [{ kind: 'unlock', id: lock.id } as const]),
    ],
  };
};

/** The arguments of Terraform for a step. */
export const stepArguments = (step: RecoveryStep, file: string): readonly string[] =>
  step.kind === 'unlock'
    ? ['force-unlock', '-force', step.id]
    : ['state', 'push', ...(step.lock === 'held' ? ['-lock=false'] : []), file];
