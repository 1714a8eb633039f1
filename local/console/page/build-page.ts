import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of the page, ready to send. */
export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
  readonly etag: string;
}

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  svg: 'image/svg+xml',
};

const consoleDirectory = fileURLToPath(new URL('..', import.meta.url));

const fileOf = (name: string, body: Buffer): PageFile => ({
  type: TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
  body,
  etag: `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`,
});

/** The time of the last change to the page's sources, in milliseconds since the epoch. */
const sourcesChangedAt = (): number =>
  Math.max(
    ...['web', 'model'].flatMap((directory) =>
      readdirSync(join(consoleDirectory, directory), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
    ),
  );

const build = async (): Promise<ReadonlyMap<string, PageFile>> => {
  const esbuild = await import('esbuild');
  const { outputFiles } = await esbuild.build({
    entryPoints: [
      { in: join(consoleDirectory, 'web', 'main.tsx'), out: 'console' },
      { in: join(consoleDirectory, 'web', 'style', 'console.css'), out: 'console' },
    ],
    outdir: '/',
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  });
  const built = outputFiles.map(({ path, contents }) => [basename(path), Buffer.from(contents)] as const);
  const kept = ['index.html', 'icon.svg'].map(
    (name) => [name, readFileSync(join(consoleDirectory, 'web', name))] as const,
  );
  return new Map([...built, ...kept].map(([name, body]) => [name, fileOf(name, body)]));
};

/** The files of the page by name. Rejects with the errors in the sources. */
export type Page = () => Promise<ReadonlyMap<string, PageFile>>;

/**
 * Creates the page builder. It builds the page in memory, in a fraction of a second, and rebuilds it after a source has
 * changed. There is no built copy that could be out of date, and a developer only reloads the page.
 */
export const createPage = (): Page => {
  let builtAt = 0;
  let files: Promise<ReadonlyMap<string, PageFile>> | undefined;
  return () => {
    const changedAt = sourcesChangedAt();
    if (files === undefined || changedAt > builtAt) {
      builtAt = changedAt;
      files = build();
    }
    return files;
  };
};
