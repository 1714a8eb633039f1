import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../bin/cli/commands.ts';
import { cliDocs } from '../../bin/cli/docs.ts';
import { helpOf } from '../../bin/cli/help.ts';
import { parseCall } from '../../bin/cli/parse.ts';
import { aCli } from './a-cli.ts';

describe('docs/cli.md', () => {
  it('matches the help texts of the commands (npm run docs:cli writes it)', () => {
    expect(readFileSync(join(import.meta.dirname, '../../docs/cli.md'), 'utf8')).toBe(cliDocs());
  });
});

describe('the help of every command', () => {
  it.each(COMMANDS.map((command) => [command.name, command] as const))(
    'of %s stays within 100 columns',
    (_, command) => {
      const examples = new Set(command.examples.map((example) => `  ${example}`));

      expect(helpOf(command).filter((line) => line.length > 100 && !examples.has(line))).toEqual([]);
    },
  );

  it.each(COMMANDS.flatMap((command) => command.examples.map((example) => [example, command] as const)))(
    'has an example that parses: %s',
    (example, command) => {
      const words = [...example.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
      const [program, name, ...args] = words;

      expect([program, name]).toEqual(['assume-bot', command.name]);
      expect(() => parseCall(command, args, {} as never)).not.toThrow();
    },
  );

  it('is printed without a network request', async () => {
    const codes = await Promise.all(COMMANDS.map(async ({ name }) => (await aCli().run(name, '--help')).code));

    expect(codes).toEqual(COMMANDS.map(() => 0));
  });
});
