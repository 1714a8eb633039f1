import { type Command, EXIT_CODES, type Option, type Positional } from './command.ts';
import { optionsOf } from './parse.ts';

const WIDTH = 100;

/** Wraps a text to readable lines with an indent. */
export const wrapped = (text: string, indent = 0, width = WIDTH): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && indent + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((one) => `${' '.repeat(indent)}${one}`);
};

const shownPositional = ({ name, isOptional, isRest }: Positional): string => {
  const shown = isRest ? `${name}...` : name;
  return isOptional ? `[${shown}]` : shown;
};

const shownOption = (name: string, { value }: Option): string => `--${name}${value === undefined ? '' : ` ${value}`}`;

/** The usage of a command: `assume-bot grants [--role NAME] ...`. */
export const usageOf = (command: Command): string =>
  [
    'assume-bot',
    command.name,
    ...(command.positionals ?? []).filter(({ isRest }) => !isRest).map(shownPositional),
    ...(Object.keys(command.options ?? {}).length > 0 ? ['[options]'] : []),
    ...(command.positionals ?? []).filter(({ isRest }) => isRest).map((one) => `-- ${shownPositional(one)}`),
  ].join(' ');

const twoColumns = (rows: readonly (readonly [string, string])[]): readonly string[] => {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.flatMap(([left, right]) => {
    const [first = '', ...more] = wrapped(right, 0, WIDTH - width - 4);
    return [`  ${left.padEnd(width)}  ${first}`, ...more.map((line) => `${' '.repeat(width + 4)}${line}`)];
  });
};

const exitCodes = (): readonly string[] =>
  twoColumns(EXIT_CODES.map(([code, about]) => [String(code), about] as const));

/** The output of `assume-bot NAME --help`. */
export const helpOf = (command: Command): readonly string[] => {
  const positionals = (command.positionals ?? []).map(({ name, about }) => [name, about] as const);
  const options = Object.entries(optionsOf(command)).map(([name, one]) => [shownOption(name, one), one.about] as const);
  return [
    `Usage: ${usageOf(command)}`,
    '',
    ...command.about.split('\n').flatMap((paragraph) => wrapped(paragraph)),
    '',
    ...(positionals.length === 0 ? [] : [...twoColumns(positionals), '']),
    'Options:',
    ...twoColumns(options),
    '',
    command.examples.length === 1 ? 'Example:' : 'Examples:',
    ...command.examples.map((example) => `  ${example}`),
  ];
};

/** The output of `assume-bot --help`. */
export const helpOfAll = (commands: readonly Command[]): readonly string[] => [
  'Usage: assume-bot COMMAND [options]',
  '',
  "The operator's command line of assume-bot: time-boxed access to AWS roles, asked for and approved in Slack.",
  '',
  'Commands:',
  ...twoColumns(commands.map(({ name, summary }) => [name, summary] as const)),
  '',
  '"assume-bot COMMAND --help" describes a command with its options and an example. Every command has --json.',
  '',
  'Exit codes:',
  ...exitCodes(),
];

/** The text of docs/cli.md, from the same texts as the help. */
export const markdownOf = (commands: readonly Command[], intro: string): string => {
  const row = (left: string, right: string): string => `| ${left} | ${right.replaceAll('|', '\\|')} |`;
  const table = (head: readonly [string, string], rows: readonly string[]): readonly string[] =>
    rows.length === 0 ? [] : [row(...head), '|---|---|', ...rows, ''];
  const sections = commands.flatMap((command) => [
    `## ${command.name}`,
    '',
    command.about.split('\n').join('\n\n'),
    '',
    '```',
    usageOf(command),
    '```',
    '',
    ...table(
      ['', ''],
      [
        ...(command.positionals ?? []).map(({ name, about }) => row(`\`${name}\``, about)),
        ...Object.entries(command.options ?? {}).map(([name, one]) => row(`\`${shownOption(name, one)}\``, one.about)),
      ],
    ),
    '```',
    ...command.examples,
    '```',
    '',
  ]);
  return [
    intro,
    '',
    ...table(
      ['command', 'description'],
      commands.map(({ name, summary }) => row(`[${name}](#${name})`, summary)),
    ),
    ...table(
      ['exit code', 'meaning'],
      EXIT_CODES.map(([code, about]) => row(String(code), about)),
    ),
    ...sections,
  ].join('\n');
};
