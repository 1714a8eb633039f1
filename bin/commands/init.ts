import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { compileCatalog } from '../../functions/adapters/catalog/compile.ts';
import { formatProblem } from '../../functions/adapters/catalog/problems.ts';
import { provePattern } from '../../functions/adapters/system/prove-pattern.ts';
import { shownPath } from '../cli/catalog.ts';
import { type Call, type Command, Refused, UsageError } from '../cli/command.ts';
import { type Answers, firstCatalog, QUESTIONS } from '../cli/first-catalog.ts';

/** Asks each question until the answer is valid. Options replace questions. */
const answersOf = async (call: Call): Promise<Answers> => {
  const { io } = call;
  const answers: Record<string, string> = {};
  const missing: string[] = [];
  for (const { name, question, example, check, fallback } of QUESTIONS) {
    const given = call.text(name);
    if (given !== undefined) {
      const mistake = check(given);
      if (mistake !== undefined) throw new UsageError(`--${name} "${given}": ${mistake}`);
      answers[name] = given;
      continue;
    }
    const standard = fallback?.(answers);
    if (!io.isInteractive) {
      if (standard === undefined) missing.push(`--${name} ${example}`);
      else answers[name] = standard;
      continue;
    }
    for (;;) {
      const answer = (await io.ask(`${question} [${standard ?? `such as ${example}`}] `)) || (standard ?? '');
      const mistake = check(answer);
      if (mistake === undefined) {
        answers[name] = answer;
        break;
      }
      io.err(`  ${mistake}`);
    }
  }
  if (missing.length > 0) throw new UsageError(`no terminal to ask questions; pass ${missing.join(' ')}`);
  return answers as unknown as Answers;
};

export const init: Command = {
  name: 'init',
  summary: 'ask a few questions and write a first access.yaml',
  about:
    'Asks for one role, one requester, one approver and one channel, and writes a catalog with them. Comments in the file show more options. Every question has an option, so the command can run without a terminal. It never overwrites a file.',
  options: {
    ...Object.fromEntries(QUESTIONS.map(({ name, question, example }) => [name, { value: example, about: question }])),
    out: { value: 'FILE', about: 'the output file; default access.yaml' },
  },
  examples: [
    'assume-bot init',
    'assume-bot init --role arn:aws:iam::222222222222:role/s3-list-role --user arn:aws:iam::111111111111:user/alice --slack-user U0ALICE --approver U0BOB --channel C0APPROVALS',
  ],
  run: async (call) => {
    const { io } = call;
    const out = call.text('out') ?? 'access.yaml';
    const path = isAbsolute(out) ? out : join(io.cwd, out);
    const file = shownPath(call, path);
    if (existsSync(path))
      throw new Refused(`${file} already exists and was not changed; "assume-bot validate ${file}" checks it`);
    const text = firstCatalog(await answersOf(call));
    const compiled = compileCatalog(text, provePattern);
    if (compiled.kind === 'invalid')
      throw new UsageError(
        `these answers do not form a valid catalog:\n${compiled.problems.map((one) => formatProblem(file, one)).join('\n')}`,
      );
    // Does not overwrite a file that was created in the meantime.
    await writeFile(path, text, { flag: 'wx' });
    return {
      code: 0,
      json: { file: path, hash: compiled.catalog.hash },
      lines: [
        `${file} written. Next:`,
        `  assume-bot validate ${file}`,
        '  assume-bot manifest --socket-mode     (or --url after the deployment)',
        '  npm start -- --catalog access.yaml    (to try it on this machine)',
      ],
    };
  },
};
