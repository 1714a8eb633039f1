import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeProfiles } from '@assume-bot/local-aws/profiles';
import { afterEach, beforeEach } from 'vitest';
import type { Io } from '../../bin/cli/io.ts';
import { describeProfiles } from '../../local/stack/profiles.ts';
import { aStack, type TestStack } from '../support/a-stack.ts';
import { aCliOf, type Cli } from './a-cli.ts';

export const EXAMPLE = readFileSync(join(import.meta.dirname, '../../examples/access.yaml'), 'utf8');

export let stack: TestStack;
export let cli: Cli;
let areWorkersRunning: boolean;

/** The workers do not run while a command waits. */
export const stopWorkers = (): void => {
  areWorkersRunning = false;
};

/** Writes the profiles of the users, as `npm start` does. */
export const writeUserProfiles = (): void => {
  writeProfiles(join(cli.directory, '.local', 'aws'), describeProfiles(stack.aws, stack.catalog));
};

/** Starts a stack for each test of the calling file. Its workers run while a command waits. */
export const aWorkingStackForEach = (yaml = EXAMPLE, around: Partial<Io> = {}): void => {
  beforeEach(async () => {
    stack = await aStack(yaml);
    areWorkersRunning = true;
    const clock: Io['clock'] = {
      now: () => stack.clock.now(),
      pause: async (milliseconds) => {
        await stack.clock.pause(milliseconds);
        if (areWorkersRunning) await stack.settle();
      },
    };
    cli = aCliOf(stack, { clock, ...around });
    writeUserProfiles();
  });
  afterEach(() => stack.close());
};
