import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const sources = globSync('{bin,lib,functions,local,scripts,bench}/**/*.{ts,tsx}', {
  cwd: root,
  exclude: ['**/node_modules/**'],
});
const IMPORT =
  /^\s*(?:import|export)\b[^'"]*?from\s+['"]([^'"]+)['"]|^\s*import\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/gm;

const importsOf = (file: string): readonly string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(IMPORT)].map(([, from, bare, dynamic]) => {
    const target = from ?? bare ?? dynamic ?? '';
    return target.startsWith('.') ? relative(root, resolve(root, dirname(file), target)) : target;
  });

const isIn = (file: string, ...folders: readonly string[]): boolean =>
  folders.some((folder) => file.startsWith(folder));
const isOwn = (target: string): boolean => /^(bin|lib|functions|local|scripts|test|bench)\//.test(target);

/** The folders behind the commands of the CLI. None of them knows `lib`. */
const BIN = ['cli', 'audit', 'creds', 'exec', 'init', 'replay', 'report', 'terraform'].map(
  (folder) => `bin/${folder}/`,
);

/** Our files and the packages that a folder may import. The first rule that matches a file applies. */
const RULES: readonly { readonly folder: string; readonly own: readonly string[]; readonly packages: RegExp }[] = [
  { folder: 'functions/contract.ts', own: [], packages: /^$/ },
  { folder: 'functions/core/', own: ['functions/core/'], packages: /^node:crypto$/ },
  { folder: 'functions/usecases/', own: ['functions/core/', 'functions/usecases/'], packages: /^$/ },
  {
    folder: 'functions/adapters/',
    own: [
      'functions/core/',
      'functions/usecases/ports.ts',
      'functions/usecases/operating/inspect-ports.ts',
      'functions/usecases/operating/lab-ports.ts',
      'functions/contract.ts',
      'functions/adapters/aws/',
      'SAME ADAPTER',
    ],
    packages: /./,
  },
  {
    folder: 'functions/handlers/',
    own: ['functions/'],
    packages: /^(aws-lambda|@slack\/(bolt|types|web-api)|node:crypto)$/,
  },
  {
    folder: 'lib/',
    own: ['lib/', 'functions/contract.ts', 'functions/core/defined.ts', 'functions/core/stack-names.ts'],
    packages: /./,
  },
  { folder: 'local/', own: ['local/'], packages: /./ },
  // It runs the programs of the bot and reads the templates, so that nothing of the deployment is repeated in it.
  { folder: 'scripts/rehearse', own: ['local/', 'scripts/rehearse/'], packages: /./ },
  {
    folder: 'bin/app',
    own: [
      'bin/app/',
      'bin/cli/held-guard.ts',
      'bin/cli/read-catalog.ts',
      'lib/',
      'functions/core/',
      'functions/contract.ts',
    ],
    packages: /^(node:|aws-cdk-lib)/,
  },
  {
    folder: 'bin/commands/',
    own: [...BIN, 'functions/core/', 'functions/usecases/', 'functions/adapters/slack/manifest.ts'],
    packages: /^(node:(fs|path)|yaml$|@commander-js\/extra-typings$)/,
  },
  {
    folder: 'bin/',
    own: [
      ...BIN,
      'bin/commands/',
      'functions/core/',
      'functions/usecases/',
      'functions/adapters/',
      'functions/contract.ts',
    ],
    packages: /./,
  },
];

const adapterOf = (file: string): string => file.split('/').slice(0, 3).join('/');

const wrongArrows = (file: string): readonly string[] => {
  const rule = RULES.find(({ folder }) => file.startsWith(folder));
  if (rule === undefined) return [];
  return importsOf(file).filter((target) => {
    if (!isOwn(target)) return !rule.packages.test(target);
    const isSame = rule.own.includes('SAME ADAPTER') && adapterOf(target) === adapterOf(file);
    return !isSame && !isIn(target, ...rule.own);
  });
};

const without = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');

describe('the source', () => {
  it('imports in one direction: handlers and the CLI, adapters, use cases, core; lib and local import only themselves', () => {
    const wrong = sources.flatMap((file) => wrongArrows(file).map((target) => `${file} -> ${target}`));

    expect(sources.length).toBeGreaterThan(100);
    expect(wrong).toEqual([]);
  });

  it('lets only benches and the page of messages import test support, and only they and scripts import the CLI and scripts', () => {
    const wrong = sources.flatMap((file) =>
      importsOf(file)
        .filter(
          (target) =>
            (isIn(target, 'test/') && !isIn(file, 'bench/', 'scripts/write-messages.ts')) ||
            (isIn(target, 'scripts/') && !isIn(file, 'scripts/')) ||
            (isIn(target, 'bin/') && !isIn(file, 'bin/', 'scripts/', 'bench/')),
        )
        .map((target) => `${file} -> ${target}`),
    );

    expect(wrong).toEqual([]);
  });

  it('keeps time, chance, the environment and waiting out of the core', () => {
    const forbidden = /process\.env|Date\.now\(|new Date\(\)|Math\.random|randomUUID|\bawait\b|\basync\b|setTimeout/;
    const wrong = sources.filter(
      (file) => isIn(file, 'functions/core/') && forbidden.test(without(readFileSync(join(root, file), 'utf8'))),
    );

    expect(wrong).toEqual([]);
  });

  it('names no vendor in the use cases', () => {
    const wrong = sources.filter(
      (file) =>
        isIn(file, 'functions/usecases/') &&
        /dynamo|@aws-sdk|@slack|sqs/i.test(without(readFileSync(join(root, file), 'utf8'))),
    );

    expect(wrong).toEqual([]);
  });

  it('imports each module with one statement', () => {
    const wrong = sources.filter((file) => {
      const targets = [...readFileSync(join(root, file), 'utf8').matchAll(/^import\s[^'"]*?from\s+'([^']+)'/gm)].map(
        ([, target]) => target,
      );
      return new Set(targets).size !== targets.length;
    });

    expect(wrong).toEqual([]);
  });

  it('has no default exports and no files that gather re-exports', () => {
    const wrong = sources.filter((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      return /^export default/m.test(text) || /^export \* from/m.test(text);
    });

    expect(wrong.filter((file) => !file.endsWith('.config.ts'))).toEqual([]);
  });
});
