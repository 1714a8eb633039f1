import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { sentence } from '../../functions/core/text/cli/failures.ts';
import { EXIT_CODES, PROGRAM_HELP, SHARED_OPTIONS } from '../../functions/core/text/cli/shared.ts';
import { audit } from '../commands/audit.ts';
import { creds } from '../commands/creds.ts';
import { doctor } from '../commands/doctor.ts';
import { exec } from '../commands/exec.ts';
import { explain } from '../commands/explain.ts';
import { grants } from '../commands/grants.ts';
import { init } from '../commands/init.ts';
import { lockdown } from '../commands/lockdown.ts';
import { manifest } from '../commands/manifest.ts';
import { onCall } from '../commands/on-call.ts';
import { plan } from '../commands/plan.ts';
import { reconcile } from '../commands/reconcile.ts';
import { report } from '../commands/report.ts';
import { revoke } from '../commands/revoke.ts';
import { selftest } from '../commands/selftest.ts';
import { terraform } from '../commands/terraform.ts';
import { uninstall } from '../commands/uninstall.ts';
import { validate } from '../commands/validate.ts';
import type { Cli } from './command.ts';

const HELP_WIDTH = 100;

const version = (): string =>
  (JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8')) as { version: string })
    .version;

/** The full name of a command: `assume-bot audit verify`. */
export const pathOf = (command: CommandUnknownOpts): string =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;

/** Adds a command with the settings of its parent. Each command that runs has `--json`. */
const add = (parent: CommandUnknownOpts, command: CommandUnknownOpts): void => {
  command.copyInheritedSettings(parent);
  for (const sub of command.commands) add(command, sub);
  if (command.commands.length > 0) return;
  command.option('--json', SHARED_OPTIONS.json);
  command.showHelpAfterError(`"${pathOf(command)} --help" lists its arguments and options.`);
};

/** All commands, in the order of first use. */
export const createProgram = (cli: Cli): Command => {
  const { io } = cli;
  const program = new Command('assume-bot')
    .description(PROGRAM_HELP)
    .version(version(), '-v, --version')
    // Without it, options after `--` would be options of the bot.
    .enablePositionalOptions()
    .exitOverride()
    // npx takes "--help" without a command for itself.
    .showHelpAfterError('"assume-bot help" lists the commands.')
    .configureHelp({ helpWidth: HELP_WIDTH, subcommandTerm: (command) => command.name() })
    .configureOutput({
      writeOut: io.out,
      writeErr: (text) => io.err(text.trimEnd()),
      outputError: (text, write) => write(sentence(text.replace(/^error: /, '').trimEnd())),
    })
    .addHelpText(
      'after',
      `\nExit codes:\n${EXIT_CODES.map(([code, about]) => `  ${String(code).padEnd(4)}${about}`).join('\n')}`,
    );
  const commands = [
    init,
    validate,
    explain,
    onCall,
    manifest,
    doctor,
    plan,
    selftest,
    grants,
    revoke,
    lockdown,
    reconcile,
    audit,
    report,
  ];
  for (const create of [...commands, creds, exec, terraform, uninstall]) {
    const command = create(cli);
    program.addCommand(command);
    add(program, command);
  }
  program.command('version', { hidden: true }).action(() => io.out(`${version()}\n`));
  return program;
};
