import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const TABLE = 'functions/core/partitions.ts';
const sources = globSync('{bin,functions}/**/*.ts', { cwd: root }).filter((file) => file !== TABLE);

/** The lines of the code that match, without comments: `file: line`. */
const linesWith = (isWrong: (line: string) => boolean): readonly string[] =>
  sources.flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .replace(/^\s*(?:\/\*\*|\*|\/\/).*$/gm, '')
      .split('\n')
      .filter(isWrong)
      .map((line) => `${file}: ${line.trim()}`),
  );

/** An ARN in a help text or an error, with an example account such as 111111111111. */
const EXAMPLE = /arn:aws:\w+:[\w-]*:(?:(\d)\1{11}:|\.\.\.)/g;

describe('the partition of AWS', () => {
  it('comes from the catalog: no code writes an ARN of the default partition', () => {
    expect(linesWith((line) => line.replace(EXAMPLE, '').includes('arn:aws:'))).toEqual([]);
  });

  it('decides regions and hosts, which only one table names', () => {
    const isNamed = (line: string): boolean =>
      /['"`](?:us-east-1|cn-north-1|us-gov-west-1)['"`]/.test(line) ||
      /(?:signin|iam)\.(?:[\w-]+\.)*amazonaws|amazonaws(?:\.com)?\.cn|\}\.amazonaws\.com/.test(line);

    expect(linesWith(isNamed)).toEqual([]);
  });
});
