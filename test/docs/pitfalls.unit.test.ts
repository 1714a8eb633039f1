import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

const FOLDER = join(import.meta.dirname, '../../examples/terraform-pitfalls');
const README = readFileSync(join(FOLDER, 'README.md'), 'utf8');
const FILES = globSync('pitfalls/*.mjs', { cwd: FOLDER });

/** The section of the README that plays a pitfall. */
const sectionOf = (name: string): string | undefined =>
  README.split('\n### ').find((section) => section.includes(`walk.mjs ${name}\n`));

/** Without line breaks, and without what differs at each run. */
const unwrapped = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll(/, RequestID: [^,]*/g, '');

describe('the README of the pitfalls', () => {
  it.each(FILES)(
    'has the error text of %s, which its walkthrough expects, and the command that plays it',
    async (file) => {
      const { pitfall } = (await import(pathToFileURL(join(FOLDER, file)).href)) as { pitfall: { symptom: string } };

      const section = sectionOf(basename(file, '.mjs')) ?? '';

      const [error = ''] = section.split('```').slice(1);
      expect(unwrapped(error)).toContain(pitfall.symptom);
      expect(section).toMatch(/\n\*\*Fix:\*\* /);
    },
  );

  it('has a section for each pitfall, and no other', () => {
    expect(FILES.length).toBeGreaterThan(6);
    expect(README.split('\n### ')).toHaveLength(FILES.length + 1);
  });
});
