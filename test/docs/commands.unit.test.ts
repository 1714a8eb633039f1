import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError } from '@commander-js/extra-typings';
import { describe, expect, it } from 'vitest';
import type { Io } from '../../bin/cli/io.ts';
import { createProgram } from '../../bin/cli/program.ts';
import { commandsOf, PAGES, readPage } from './commands.ts';

/** Parses a command without running it. Returns the complaint of the parser. */
const complaintOf = async (args: readonly string[]): Promise<string | undefined> => {
  const io = { out: () => {}, err: () => {} } as unknown as Io;
  try {
    await createProgram({ io, print: () => async () => {} }).parseAsync(args, { from: 'user' });
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode !== 0) return error.message;
    throw error;
  }
};

const OURS = /^npx (?:--no )?assume-bot(?= |$)/;

describe('the pages for operators', () => {
  it('name only commands and options that the command line has', async () => {
    const complaints: string[] = [];
    let count = 0;
    for (const page of PAGES)
      for (const args of commandsOf(readPage(page), OURS)) {
        count += 1;
        // `npx --no assume-bot lockdown on` in a sentence names a command without its options.
        const complaint = args.length === 0 ? undefined : await complaintOf(args);
        if (complaint !== undefined && !/missing required argument|required option/.test(complaint))
          complaints.push(`${page}: ${args.join(' ')}: ${complaint}`);
      }

    expect(count).toBeGreaterThan(40);
    expect(complaints).toEqual([]);
  });

  it('never run a program of another name, and never put a secret on a command line', () => {
    const texts = PAGES.map((page) => [page, readPage(page)] as const);

    expect(texts.filter(([, text]) => /npx assume-bot/.test(text)).map(([page]) => page)).toEqual([]);
    const secrets = texts.flatMap(([page, text]) =>
      [...text.matchAll(/--(?:secret-string|value) (\S+)/g)].map(([, value]) => `${page} ${value}`),
    );
    expect(secrets.length).toBeGreaterThan(4);
    expect(secrets.filter((one) => !one.endsWith(' file:///dev/stdin'))).toEqual([]);
  });

  it('look for IAM events in the region of IAM', () => {
    const lookups = PAGES.flatMap((page) => readPage(page).match(/aws cloudtrail lookup-events.*/g) ?? []);

    expect(lookups.length).toBeGreaterThan(0);
    expect(lookups.filter((one) => !one.includes('--region us-east-1'))).toEqual([]);
  });

  it('deploy stacks by name, and write the outputs of the hub', () => {
    const isDeploy = /^npx cdk deploy(?= |$)/;
    const deploys = PAGES.flatMap((page) => commandsOf(readPage(page), isDeploy, { includesInline: false }));
    const names = deploys.map((args) => args.find((arg) => !arg.startsWith('-')));

    expect(deploys.length).toBeGreaterThan(6);
    expect(names.filter((name) => name === undefined)).toEqual([]);
    expect(deploys.filter(([name, ...more]) => name === 'assume-bot' && !more.includes('--outputs-file'))).toEqual([]);
  });

  it('link every page of docs/operating from its index', () => {
    const index = readFileSync(join(import.meta.dirname, '../../docs/operating/README.md'), 'utf8');
    const pages = PAGES.filter((page) => /^docs\/operating\/(?!README)/.test(page));

    expect(pages.length).toBeGreaterThan(6);
    for (const page of pages) expect(index).toContain(`](${page.replace('docs/operating/', '')})`);
  });
});
