import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { describe, expect, it } from 'vitest';
import { CliCommand } from '../../bin/cli/command.ts';
import { cliDocs } from '../../bin/cli/docs.ts';
import type { Io } from '../../bin/cli/io.ts';
import { createProgram, pathOf } from '../../bin/cli/program.ts';
import { aCli } from './a-cli.ts';

const program = createProgram({ io: { out: () => {}, err: () => {} } as never as Io, print: () => async () => {} });
const withSubcommands = (command: CommandUnknownOpts): CommandUnknownOpts[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(withSubcommands);
const COMMANDS = program.commands
  .flatMap(withSubcommands)
  .flatMap((command) => (command instanceof CliCommand ? [[pathOf(command), command] as const] : []));

describe('docs/cli.md', () => {
  it('matches the help texts of the commands (npm run docs:cli writes it)', () => {
    expect(readFileSync(join(import.meta.dirname, '../../docs/cli.md'), 'utf8')).toBe(cliDocs());
  });
});

describe('the help of every command', () => {
  it.each(COMMANDS)('of %s stays within 100 columns', (_, command) => {
    expect(
      command
        .helpInformation()
        .split('\n')
        .filter((line) => line.length > 100),
    ).toEqual([]);
  });

  it.each(COMMANDS)('of %s describes all arguments and options', (_, command) => {
    const described = [...command.registeredArguments, ...command.options];

    expect(described.filter(({ description }) => !description)).toEqual([]);
  });

  it.each(COMMANDS.flatMap(([path, { examples }]) => examples.map((example) => [example, path] as const)))(
    'has an example that parses: %s',
    async (example, path) => {
      const words = [...example.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

      expect(example.startsWith(path)).toBe(true);
      await expect(program.parseAsync(words.slice(1), { from: 'user' })).resolves.toBe(program);
    },
  );

  it('is printed without a network request', async () => {
    const paths = COMMANDS.map(([path]) => path.split(' ').slice(1));
    const codes = await Promise.all(paths.map(async (path) => (await aCli().run(...path, '--help')).code));

    expect(codes).toEqual(paths.map(() => 0));
  });
});
