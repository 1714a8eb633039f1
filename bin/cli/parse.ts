import { parseArgs } from 'node:util';
import { nearest } from '../../functions/core/nearest.ts';
import { type Call, type Command, type Option, UsageError } from './command.ts';
import type { Io } from './io.ts';

/** The options of every command. */
export const COMMON_OPTIONS: Readonly<Record<string, Option>> = {
  json: { about: 'print the result as JSON' },
  help: { about: 'show this help' },
};

/** All options of a command, its own options first. */
export const optionsOf = (command: Command): Readonly<Record<string, Option>> => ({
  ...command.options,
  ...COMMON_OPTIONS,
});

const help = (command: Command): string => `"assume-bot ${command.name} --help" lists the options`;

/** The message for an error of parseArgs. */
const explain = (command: Command, error: unknown): UsageError => {
  const { code, message } = error as { code?: string; message: string };
  const name = /'--?([\w-]+)/.exec(message)?.[1] ?? '';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const [likely] = nearest(name, Object.keys(optionsOf(command)));
    const hint = likely === undefined ? help(command) : `did you mean --${likely}?`;
    return new UsageError(`assume-bot ${command.name} has no option --${name}; ${hint}`);
  }
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') {
    const option = optionsOf(command)[name];
    return option?.value === undefined
      ? new UsageError(`--${name} is a switch and takes no value`)
      : new UsageError(`--${name} needs a value: --${name} ${option.value}`);
  }
  return new UsageError(`${message}; ${help(command)}`);
};

const read = (command: Command, args: readonly string[]) => {
  const options = Object.fromEntries(
    Object.entries(optionsOf(command)).map(([name, { value, isRepeatable = false }]) => [
      name,
      value === undefined
        ? { type: 'boolean' as const, ...(name === 'help' ? { short: 'h' } : {}) }
        : { type: 'string' as const, multiple: isRepeatable },
    ]),
  );
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw explain(command, error);
  }
};

/** Parses the arguments of a call. Throws UsageError that states valid usage. */
export const parseCall = (command: Command, args: readonly string[], io: Io): Call => {
  const { values, positionals } = read(command, args);
  const declared = command.positionals ?? [];
  const named = new Map<string, readonly string[]>();
  let rest = positionals;
  for (const { name, isRest = false } of declared) {
    named.set(name, isRest ? rest : rest.slice(0, 1));
    rest = isRest ? [] : rest.slice(1);
  }
  const isHelp = values['help'] === true;
  if (rest.length > 0 && !isHelp)
    throw new UsageError(`assume-bot ${command.name} does not take "${rest.join(' ')}"; ${help(command)}`);
  const missing = declared.find(({ name, isOptional }) => isOptional !== true && named.get(name)?.length === 0);
  if (missing !== undefined && !isHelp)
    throw new UsageError(`${missing.name} is missing (${missing.about}): ${command.examples[0]}`);
  const known = (option: string): unknown => {
    if (optionsOf(command)[option] === undefined) throw new Error(`${command.name} declares no option ${option}`);
    return values[option];
  };
  return {
    io,
    isJson: values['json'] === true,
    word: (name) => named.get(name)?.[0],
    words: (name) => named.get(name) ?? [],
    text: (option) => known(option) as string | undefined,
    texts: (option) => [(known(option) as string | readonly string[] | undefined) ?? []].flat(),
    flag: (option) => known(option) === true,
  };
};
