import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { quoted } from '../../bin/cli/files.ts';
import { type Call, npmIn } from './call.ts';
import { freePorts, portOptions } from './free-ports.ts';
import type { Running } from './lock.ts';

/** The options that decide what a start touches. */
export interface Wanted {
  readonly catalog: string;
  readonly directory: string;
}

const DEFAULT_CATALOG = 'examples/access.yaml';

const startWith = (call: Call, { catalog, directory }: Wanted, ports: string): string => {
  const options = [
    ...(catalog === DEFAULT_CATALOG ? [] : [`--catalog ${quoted(catalog)}`]),
    ...(directory === '.local' ? [] : [`--directory ${quoted(directory)}`]),
    ports,
  ];
  return `  ${npmIn(call)} start -- ${options.join(' ')}`;
};

/** A directory that does not exist yet: `.local-2`, `.local-3`, … */
const ownDirectory = (directory: string, root: string): string => {
  for (let number = 2; ; number += 1) {
    const next = `${directory.replace(/\/+$/, '')}-${number}`;
    if (!existsSync(resolve(root, next))) return next;
  }
};

/** The message for a start in a directory in which another one runs. */
export const takenText = async (call: Call, wanted: Wanted, by: Running | undefined): Promise<string> => {
  const own = { ...wanted, directory: ownDirectory(wanted.directory, call.root) };
  const facts = [
    ...(by?.url === undefined ? [] : [`  web console    ${by.url}`]),
    ...(by?.awsUrl === undefined ? [] : [`  local AWS      ${by.awsUrl}`]),
    ...(by?.slackUrl === undefined ? [] : [`  local Slack    ${by.slackUrl}`]),
    ...(by === undefined ? [] : [`  catalog        ${by.catalog}`]),
  ];
  const who = by === undefined ? 'Another "npm start"' : `"npm start" (process ${by.pid})`;
  return [
    `${who} already runs in ${wanted.directory}. Nothing was changed.`,
    ...facts,
    'Use it, stop it with Ctrl-C in its terminal, or start another one beside it:',
    startWith(call, own, portOptions(await freePorts())),
  ].join('\n');
};

/** The message for a port that another program uses. The directory is free, so it stays. */
export const busyPortText = async (call: Call, wanted: Wanted, port: number | undefined): Promise<string> =>
  [
    `Port ${port} is in use by another program, or by "npm start" of another directory. Stop it, or choose free ports:`,
    startWith(call, wanted, portOptions(await freePorts())),
  ].join('\n');
