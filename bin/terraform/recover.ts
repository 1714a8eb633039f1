import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../functions/adapters/aws/environment-credentials.ts';
import { type RecoveryFacts, type RecoveryStep, stepArguments } from '../../functions/core/terraform/recovery.ts';
import { recoverCommandText as text } from '../../functions/core/text/cli/recover.ts';
import { Refused } from '../cli/errors.ts';
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

/** Reads errored.tfstate, the stored state and the lock. */
export const look = async (folder: string, store: Store, confirmedLock: string | undefined): Promise<Seen> => {
  const path = join(folder, ERRORED);
  const body = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  const errored = body === undefined ? undefined : { ...parseState(body, ERRORED), writtenAt: statSync(path).mtime };
  const stored = await store.state();
  const lock = await store.lock();
  return {
    stored,
    facts: {
      self: `${userInfo().username}@${hostname()}`,
      ...(errored === undefined ? {} : { errored }),
      ...(lock === undefined ? {} : { lock }),
      ...(confirmedLock === undefined ? {} : { confirmedLock }),
      ...(stored === undefined
        ? {}
        : {
            stored: {
              ...parseState(stored.body, 'the stored state'),
              writtenAt: stored.writtenAt,
              isSameAsErrored: body !== undefined && isSameState(stored.body, body),
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
  { io, folder, store, env }: { io: Io; folder: string; store: Store; env: Environment },
): Promise<void> => {
  const run = async (step: RecoveryStep): Promise<void> => {
    const code = await runTerraform(stepArguments(step, ERRORED), { cwd: folder, env, print: io.err });
    if (code !== 0) throw new Refused(text.failed(`terraform ${stepArguments(step, ERRORED).join(' ')}`, code));
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
