import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** The pages whose commands operators paste. */
export const PAGES = [
  'README.md',
  'docs/deploying.md',
  'docs/operators.md',
  'docs/runbook.md',
  'docs/upgrading.md',
  ...globSync('docs/operating/*.md', { cwd: root }),
].toSorted();

export const readPage = (page: string): string => readFileSync(join(root, page), 'utf8');

/** The lines of the code blocks of a page and its inline code; a line that ends with `\` or `|` goes on in the next one. */
const codeOf = (text: string, includesInline: boolean): readonly string[] => {
  const blocks = [...text.matchAll(/^( *)```(?:sh|bash)?\n([\s\S]*?)^\1```/gm)].flatMap(([, , code = '']) =>
    code
      .replaceAll(/\\\n\s*/g, ' ')
      .replaceAll(/\|\n\s*/g, '| ')
      .split('\n'),
  );
  const prose = text.replaceAll(/```[\s\S]*?```/g, '');
  const inline = [...prose.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replaceAll(/\s+/g, ' '));
  return [...blocks, ...(includesInline ? inline : [])].map((line) => line.trim().replace(/ +#.*$/, ''));
};

/** Splits a command as a shell does. Quotes are removed, and the rest of a pipe is another command. */
export const wordsOf = (command: string): readonly string[] =>
  [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  );

/** The commands of a page that start with a program, after any pipe, without the program. */
export const commandsOf = (
  text: string,
  program: RegExp,
  { includesInline = true } = {},
): readonly (readonly string[])[] =>
  codeOf(text, includesInline)
    .flatMap((line) => line.split(/ \| | && /))
    .filter((command) => program.test(command))
    .map((command) => wordsOf(command.replace(program, '').trim()));
