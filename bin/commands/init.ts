import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { Command } from '@commander-js/extra-typings';
import { initText } from '../../functions/core/text/cli/catalog.ts';
import { type Cli, CliCommand } from '../cli/command.ts';
import { Refused, UsageError } from '../cli/errors.ts';
import { pathIn, runIn, shownPath } from '../cli/files.ts';
import type { Io } from '../cli/io.ts';
import { compileText } from '../cli/read-catalog.ts';
import { type Answers, firstCatalog, QUESTIONS } from '../init/first-catalog.ts';

type InitOptions = { readonly [Name in keyof Answers | 'out']?: string };

/** Asks each question until the answer is valid. Options replace questions. */
const answersOf = async (io: Io, options: InitOptions): Promise<Answers> => {
  const answers: Partial<Record<keyof Answers, string>> = {};
  const missing: string[] = [];
  for (const { name, flag, example, check, fallback } of QUESTIONS) {
    const given = options[name];
    const mistake = given === undefined ? undefined : check(given);
    if (mistake !== undefined) throw new UsageError(initText.invalidAnswer(flag, given ?? '', mistake));
    const standard = fallback?.(answers);
    const answer = given ?? (io.isInteractive ? undefined : standard);
    if (answer !== undefined) answers[name] = answer;
    else if (!io.isInteractive) missing.push(`--${flag} ${example}`);
    while (io.isInteractive && answers[name] === undefined) {
      const question = initText.question(initText.questions[name], standard ?? example, standard !== undefined);
      const typed = (await io.ask(question)) || (standard ?? '');
      const problem = check(typed);
      if (problem === undefined) answers[name] = typed;
      else io.err(`  ${problem}`);
    }
  }
  if (missing.length > 0) throw new UsageError(initText.noTerminal(missing));
  return answers as Answers;
};

export const init = ({ io, print }: Cli) => {
  const command: Command<[], InitOptions> = new CliCommand('init', initText);
  for (const { name, flag, example } of QUESTIONS) command.option(`--${flag} <${example}>`, initText.questions[name]);
  return command.option('--out <file>', initText.options.out).action(
    print(async (options) => {
      const path = pathIn(io, options.out ?? 'access.yaml');
      const file = shownPath(io, path);
      if (existsSync(path)) throw new Refused(initText.exists(file));
      const text = firstCatalog(await answersOf(io, options));
      const compiled = compileText(text, file);
      if (compiled.kind === 'invalid') throw new UsageError(initText.invalidCatalog(compiled.mistakes));
      // Does not overwrite a file that was created in the meantime.
      await writeFile(path, text, { flag: 'wx' });
      return {
        code: 0,
        json: { file: path, hash: compiled.catalog.hash },
        lines: initText.written(file, runIn(io, path)),
      };
    }),
  );
};
