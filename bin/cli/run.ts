import { type Command, CommanderError } from '@commander-js/extra-typings';
import { sentence } from '../../functions/core/text/cli/failures.ts';
import type { Print } from './command.ts';
import { endingOf } from './failures.ts';
import type { Io } from './io.ts';
import { profilesIn } from './options.ts';
import { requireProfiles } from './profile.ts';
import { createProgram } from './program.ts';

/** JSON output: one value, dates as ISO texts. */
const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Runs one call and returns the exit code. Never throws. */
export const run = async (args: readonly string[], io: Io): Promise<number> => {
  let exitCode = 0;
  const print: Print =
    (call) =>
    async (...all) => {
      const command = all.at(-1) as Command;
      await requireProfiles(profilesIn(command.opts()), io.environment);
      const { code, json, lines = [] } = await call(...all);
      const isJson = command.getOptionValue('json') === true;
      if (isJson && json !== undefined) io.out(asJson(json));
      else if (!isJson && lines.length > 0) io.out(`${lines.join('\n')}\n`);
      exitCode = code;
    };
  try {
    await createProgram({ io, print }).parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // The program has printed the help, the version or what is wrong with the call.
    const isPrinted = error instanceof CommanderError;
    if (isPrinted && error.exitCode === 0) return 0;
    const { code, lines } = isPrinted
      ? { code: 2, lines: [sentence(error.message.replace(/^error: /, ''))] }
      : endingOf(error);
    if (!isPrinted) for (const line of lines) io.err(line);
    const isJson = args.includes('--json') && !args.slice(0, args.indexOf('--json')).includes('--');
    if (isJson) io.out(asJson({ error: lines.join(' '), code }));
    return code;
  }
};
