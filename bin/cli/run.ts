import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nearest } from '../../functions/core/nearest.ts';
import { type Command, UsageError } from './command.ts';
import { endingOf } from './faults.ts';
import { helpOf, helpOfAll } from './help.ts';
import type { Io } from './io.ts';
import { parseCall } from './parse.ts';

const version = (): string => {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
};

/** JSON output: one value, dates as ISO texts. */
const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const unknown = (name: string, commands: readonly Command[]): UsageError => {
  const [likely] = nearest(
    name,
    commands.map((command) => command.name),
  );
  const hint = likely === undefined ? '"assume-bot --help" lists them' : `did you mean "assume-bot ${likely}"?`;
  return new UsageError(`Unknown command "${name}"; ${hint}`);
};

/** Runs one call and returns the exit code. Never throws. */
export const run = async (args: readonly string[], commands: readonly Command[], io: Io): Promise<number> => {
  const [name = '', ...rest] = args;
  const print = (lines: readonly string[]): void => io.out(`${lines.join('\n')}\n`);
  if (['version', '--version', '-v'].includes(name)) {
    print([version()]);
    return 0;
  }
  if (['', 'help', '--help', '-h'].includes(name)) {
    const about = commands.find((command) => command.name === rest[0]);
    print(about === undefined ? helpOfAll(commands) : helpOf(about));
    return name === '' ? 2 : 0;
  }
  const isJson = rest.includes('--json') && !rest.slice(0, rest.indexOf('--json')).includes('--');
  try {
    const command = commands.find((one) => one.name === name);
    if (command === undefined) throw unknown(name, commands);
    const call = parseCall(command, rest, io);
    if (call.flag('help')) {
      print(helpOf(command));
      return 0;
    }
    const { code, json, lines } = await command.run(call);
    if (call.isJson && json !== undefined) io.out(asJson(json));
    else if (!call.isJson && lines !== undefined && lines.length > 0) print(lines);
    return code;
  } catch (error) {
    const { code, lines } = endingOf(error);
    for (const line of lines) io.err(line);
    if (isJson) io.out(asJson({ error: lines.join(' '), code }));
    return code;
  }
};
