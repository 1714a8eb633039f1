import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const READ_BY_USERS = [
  '*.md',
  'docs/**/*.md',
  'examples/**/*.md',
  'terraform/**/*.md',
  'functions/**/*.ts',
  'bin/**/*',
  'scripts/**/*',
];

describe('documents and messages', () => {
  it('never let npx download a package of the name of this program, which is not ours', () => {
    const files = READ_BY_USERS.flatMap((pattern) => globSync(pattern, { cwd: ROOT, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));

    const unsafe = files.filter((file) => /\bnpx (?:--prefix \S+ )?assume-bot /.test(readFileSync(file, 'utf8')));

    expect(files.length).toBeGreaterThan(100);
    expect(unsafe).toEqual([]);
  });
});
