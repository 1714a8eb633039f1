import { describe, expect, it } from 'vitest';
import { planRecovery, type RecoveryFacts, stepArguments } from '../../../functions/core/terraform/recovery.ts';

const at = (minute: number): Date => new Date(Date.UTC(2030, 0, 1, 12, minute));
const ID = '11111111-2222-3333-4444-555555555555';
const LOCK = { id: ID, who: 'alice@laptop', operation: 'OperationTypeApply', createdAt: at(0) };
const STORED = { lineage: 'app', serial: 4, writtenAt: at(-60), isSameAsErrored: false };
const CUT_OFF: RecoveryFacts = {
  self: 'alice@laptop',
  errored: { lineage: 'app', serial: 5, writtenAt: at(10) },
  stored: STORED,
  lock: LOCK,
};

const { lock: _lock, ...UNLOCKED } = CUT_OFF;
const { stored: _stored, ...NEVER_STORED } = CUT_OFF;
const { errored: _errored, ...WITHOUT_FILE } = CUT_OFF;

const commandsOf = (facts: RecoveryFacts): readonly string[] => {
  const recovery = planRecovery(facts);
  return recovery.kind === 'stop'
    ? [recovery.why.kind]
    : recovery.steps.map((step) => stepArguments(step, 'FILE').join(' '));
};

const PUSH = 'state push -lock=false FILE';
const UNLOCK = `force-unlock -force ${ID}`;

describe('the recovery of an apply that lost its access', () => {
  it('pushes under the lock of the interrupted run first, and unlocks then', () => {
    expect(commandsOf(CUT_OFF)).toEqual([PUSH, UNLOCK]);
    expect(commandsOf(NEVER_STORED)).toEqual([PUSH, UNLOCK]);
    expect(commandsOf({ ...CUT_OFF, errored: { lineage: 'app', serial: 7, writtenAt: at(10) } })).toEqual([
      PUSH,
      UNLOCK,
    ]);
  });

  it('only unlocks if the state was pushed before', () => {
    const stored = { ...STORED, serial: 5, writtenAt: at(20), isSameAsErrored: true };

    expect(commandsOf({ ...CUT_OFF, stored })).toEqual([UNLOCK]);
    expect(commandsOf({ ...UNLOCKED, stored })).toEqual(['nothing_to_recover']);
  });

  it('takes a lock of its own if someone has released the lock, and nobody can have written since', () => {
    expect(commandsOf(UNLOCKED)).toEqual(['state push FILE']);
    expect(commandsOf({ ...UNLOCKED, stored: { ...STORED, serial: 3 } })).toEqual(['serial_gap']);
  });

  it('stops if another user has written in between', () => {
    const written = (stored: Partial<typeof STORED>) => commandsOf({ ...CUT_OFF, stored: { ...STORED, ...stored } });

    expect(written({ serial: 5 })).toEqual(['not_newer']);
    expect(written({ serial: 9, writtenAt: at(30) })).toEqual(['not_newer']);
    expect(written({ writtenAt: at(11) })).toEqual(['written_since']);
    expect(written({ lineage: 'network', serial: 1 })).toEqual(['other_lineage']);
  });

  it('stops at the lock of another run, unless the user confirms it as their own', () => {
    const elsewhere = { ...LOCK, who: 'root@runner-7' };

    expect(commandsOf({ ...CUT_OFF, lock: elsewhere })).toEqual(['lock_of_another']);
    expect(commandsOf({ ...CUT_OFF, lock: elsewhere, confirmedLock: ID })).toEqual([PUSH, UNLOCK]);
    expect(commandsOf({ ...CUT_OFF, confirmedLock: 'another' })).toEqual(['not_the_confirmed_lock']);
    expect(commandsOf({ ...UNLOCKED, confirmedLock: ID })).toEqual(['not_the_confirmed_lock']);
  });

  it('stops at a lock that is younger than errored.tfstate, even if the user confirms it', () => {
    const later = { ...LOCK, createdAt: at(15) };

    expect(commandsOf({ ...CUT_OFF, lock: later })).toEqual(['later_lock']);
    expect(commandsOf({ ...CUT_OFF, lock: later, confirmedLock: ID })).toEqual(['later_lock']);
  });

  it('changes nothing without errored.tfstate', () => {
    const { lock: _, ...nothing } = WITHOUT_FILE;

    expect(commandsOf(WITHOUT_FILE)).toEqual(['only_a_lock']);
    expect(commandsOf(nothing)).toEqual(['nothing_to_recover']);
  });
});
