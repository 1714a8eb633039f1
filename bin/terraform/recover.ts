import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../functions/adapters/aws/environment-credentials.ts';
import {
  type RecoveryFacts,
  type RecoveryStep,
  type StateVersion,
  stepArguments,
} from '../../functions/core/terraform/recovery.ts';
import { recoverCommandText as text } from '../../functions/core/text/cli/recover.ts';
import { Refused, UsageError } from '../cli/errors.ts';
import type { Io } from '../cli/io.ts';
import { parseState } from './backend-folder.ts';
import type { openStoredState, StoredObject } from './stored-state.ts';
import { runTerraform } from './terraform-program.ts';

export const ERRORED = 'errored.tfstate';

type Store = Awaited<ReturnType<typeof openStoredState>>;

/** What was read, with the version of the stored object. */
export interface Seen {
  readonly facts: RecoveryFacts;
  readonly stored: StoredObject | undefined;
}

/** "terraform state push" raises the serial once more when it writes (seen with version 1.11), so the serial may differ. */
const isSameState = (a: string, b: string): boolean => {
  const [one, other] = [JSON.parse(a), JSON.parse(b)] as const;
  return ['lineage', 'outputs', 'resources'].every((part) => JSON.stringify(one[part]) === JSON.stringify(other[part]));
};

/** errored.tfstate; undefined if the folder has none. Throws UsageError if it is not a state. */
const readErrored = (folder: string) => {
  const path = join(folder, ERRORED);
  if (!existsSync(path)) return undefined;
  const status = statSync(path);
  const body = status.isFile() ? readFileSync(path, 'utf8') : '';
  const version = parseState(body);
  if (version === undefined) throw new UsageError(text.erroredNotAState);
  return { body, state: { ...version, writtenAt: status.mtime } };
};

const storedVersion = ({ body, key }: StoredObject): StateVersion => {
  const version = parseState(body);
  if (version === undefined) throw new Refused(text.storedNotAState(key));
  return version;
};

/** Reads errored.tfstate, the stored state and the lock. */
export const look = async (folder: string, store: Store, confirmedLock: string | undefined): Promise<Seen> => {
  const errored = readErrored(folder);
  const stored = await store.state();
  const lock = await store.lock();
  return {
    stored,
    facts: {
      self: `${userInfo().username}@${hostname()}`,
      ...(errored === undefined ? {} : { errored: errored.state }),
      ...(lock === undefined ? {} : { lock }),
      ...(confirmedLock === undefined ? {} : { confirmedLock }),
      ...(stored === undefined
        ? {}
        : {
            stored: {
              ...storedVersion(stored),
              writtenAt: stored.writtenAt,
              isSameAsErrored: errored !== undefined && isSameState(stored.body, errored.body),
            },
          }),
    },
  };
};

/** A copy of the stored state, which no earlier copy is overwritten with. */
const saveBackup = (folder: string, { body }: StoredObject, at: Date): string => {
  const name = `stored-before-recovery.${at.toISOString().replace(/[:.]/g, '-')}.tfstate`;
  writeFileSync(join(folder, name), body, { flag: 'wx', mode: 0o600 });
  return name;
};

/** Carries out the steps with the real Terraform. Throws Refused at the first surprise, before anything else is changed. */
export const carryOut = async (
  steps: readonly RecoveryStep[],
  seen: Seen,
  { io, folder, store, env, program }: { io: Io; folder: string; store: Store; env: Environment; program: string },
): Promise<void> => {
  const run = async (step: RecoveryStep): Promise<void> => {
    const args = stepArguments(step, ERRORED);
    const code = await runTerraform(program, args, { cwd: folder, env, print: io.err });
    if (code !== 0) throw new Refused(text.failed([program, ...args].join(' '), code));
  };
  for (const step of steps) {
    const now = await look(folder, store, undefined);
    const isSameLock = now.facts.lock?.id === seen.facts.lock?.id;
    if (step.kind === 'push') {
      if (!isSameLock || now.stored?.etag !== seen.stored?.etag) throw new Refused(text.changed);
      if (now.stored !== undefined) io.err(text.backup(saveBackup(folder, now.stored, io.clock.now())));
      await run(step);
    } else {
      if (!isSameLock || now.facts.stored?.isSameAsErrored !== true) throw new Refused(text.changed);
      await run(step);
    }
    const after = await look(folder, store, undefined);
    if (after.facts.stored?.isSameAsErrored !== true && step.kind === 'push') throw new Refused(text.notStored);
    if (step.kind === 'unlock' && after.facts.lock?.id === step.id) throw new Refused(text.stillLocked);
    io.err(text.done(step));
  }
};
