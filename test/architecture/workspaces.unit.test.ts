import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const IMPORT =
  /^\s*(?:import|export)\b[^'"]*?from\s+['"]([^'"]+)['"]|^\s*import\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/gm;

interface Manifest {
  readonly workspaces?: readonly string[];
  readonly exports?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
const { workspaces = [] } = manifestOf('.');
const packageOf = (target: string): string => target.split('/', target.startsWith('@') ? 2 : 1).join('/');
const importsOf = (file: string): readonly string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(IMPORT)].map(
    ([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '',
  );
/** Tests, their helpers and the settings of the test runner. */
const isForTests = (file: string): boolean => /\.test\.tsx?$|\.config\.ts$|\/testing\//.test(file);

const isAllowed = (workspace: string, file: string, target: string): boolean => {
  if (target.startsWith('.'))
    return !relative(join(root, workspace), resolve(root, dirname(file), target)).startsWith('..');
  const { dependencies = {}, devDependencies = {} } = manifestOf(workspace);
  const declared = isForTests(file) ? { ...dependencies, ...devDependencies } : dependencies;
  const name = packageOf(target);
  return isBuiltin(target) || name in declared || `@types/${name}` in declared;
};

describe.each(workspaces)('the workspace %s', (workspace) => {
  const files = globSync(`${workspace}/**/*.{ts,tsx}`, { cwd: root, exclude: ['**/node_modules/**'] });

  it('imports only its own modules and the packages that it declares', () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => !isAllowed(workspace, file, target))
        .map((target) => `${file} -> ${target}`),
    );

    expect(files.length).toBeGreaterThan(20);
    expect(wrong).toEqual([]);
  });

  it('has a README, tests, and exports that exist', () => {
    const exported = Object.values(manifestOf(workspace).exports ?? {}).filter((path) => !path.includes('*'));

    expect(globSync('README.md', { cwd: join(root, workspace) })).toHaveLength(1);
    expect(files.filter((file) => file.endsWith('.test.ts')).length).toBeGreaterThan(5);
    expect(exported.filter((path) => globSync(path, { cwd: join(root, workspace) }).length !== 1)).toEqual([]);
  });
});

describe('the bot', () => {
  it('does not import a workspace', () => {
    const files = globSync('{functions,bin,lib}/**/*.ts', { cwd: root });

    expect(files.filter((file) => importsOf(file).some((target) => target.startsWith('@assume-bot/')))).toEqual([]);
  });
});
