import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { compileCatalog } from '../../functions/adapters/catalog/compile.ts';
import { provePattern } from '../../functions/adapters/system/prove-pattern.ts';
import type { Catalog } from '../../functions/core/catalog/catalog.ts';
import { ticketSystems } from '../../functions/core/catalog/ticket-evidence.ts';

export type ReadCatalog =
  | { readonly kind: 'ok'; readonly catalog: Catalog }
  | { readonly kind: 'missing' }
  | { readonly kind: 'invalid'; readonly mistakes: readonly string[] };

/** Compiles a catalog file, or returns each mistake with its place. `shown` is the file as the user named it. */
export const readCatalog = (file: string, shown: string): ReadCatalog => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return { kind: 'missing' };
  }
  const compiled = compileCatalog(text, provePattern);
  if (compiled.kind === 'ok') {
    const [system] = ticketSystems(compiled.catalog);
    if (system === undefined) return { kind: 'ok', catalog: compiled.catalog };
    // The workers could not start without credentials, and every request would wait.
    const why = `there is no ${system === 'jira' ? 'Jira' : 'PagerDuty'} on this machine; remove evidence for a local run`;
    return { kind: 'invalid', mistakes: [`  ${shown}  evidence: ${why}`] };
  }
  const mistakes = compiled.problems.map(
    ({ line, column, path, message }) => `  ${shown}:${line}:${column}  ${path}: ${message}`,
  );
  return { kind: 'invalid', mistakes };
};

export const mistakesText = (shown: string, mistakes: readonly string[], consequence: string): string =>
  `${shown} has ${mistakes.length} mistake${mistakes.length === 1 ? '' : 's'}, so ${consequence}:\n${mistakes.join('\n')}`;

export interface LiveCatalog {
  readonly shown: string;
  readonly read: () => ReadCatalog;
  /** The hash of the catalog that runs. */
  readonly hash: string;
  /** Continues with another catalog. Rejects if that fails; the old one then goes on. */
  readonly apply: (catalog: Catalog) => Promise<void>;
  readonly say: (line: string) => void;
}

/**
 * What to do when the file has changed: applies a valid catalog, and says why another one is not applied. Changes are handled
 * one after the other.
 */
export const createCatalogUpdates = ({ shown, read, hash, apply, say }: LiveCatalog): (() => Promise<void>) => {
  let running = hash;
  const update = async (): Promise<void> => {
    const next = read();
    if (next.kind === 'missing') say(`${shown} does not exist any more, so the catalog of before goes on.`);
    else if (next.kind === 'invalid') say(mistakesText(shown, next.mistakes, 'the catalog of before goes on'));
    else if (next.catalog.hash !== running) {
      try {
        await apply(next.catalog);
        running = next.catalog.hash;
        say(`${shown} has changed, and the new catalog is in use.`);
      } catch (fault) {
        say(
          `${shown} has changed, but it could not be applied, so the catalog of before goes on: ${(fault as Error).message}`,
        );
      }
    }
  };
  let pending: Promise<void> = Promise.resolve();
  return () => {
    pending = pending.then(update);
    return pending;
  };
};

/** How often the file is checked. Polling also sees editors that replace the file, and files on network drives. */
const EVERY_MS = 500;

/** Calls a function after each change of a file. Returns a function that stops watching. */
export const watchCatalog = (file: string, onChange: () => void): (() => void) => {
  watchFile(file, { interval: EVERY_MS }, (now, before) => {
    if (now.mtimeMs !== before.mtimeMs || now.size !== before.size) onChange();
  });
  return () => unwatchFile(file);
};
