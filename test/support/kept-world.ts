import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fixturePath } from './fixtures-0-1-0.ts';

/** A copy of the `.local` directory of release 0.1.0, for one test. */
export const unpackKeptWorld = (): { readonly directory: string; readonly remove: () => void } => {
  const directory = mkdtempSync(join(tmpdir(), 'assume-bot-0-1-0-'));
  execFileSync('tar', ['-xzf', fileURLToPath(fixturePath('world/local.tar.gz')), '-C', directory]);
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
};
