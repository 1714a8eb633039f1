import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMANDS } from '../../bin/cli/commands.ts';
import type { Io } from '../../bin/cli/io.ts';
import { run } from '../../bin/cli/run.ts';
import { EXTERNAL_ID, lambdaRoleArn, QUEUE_NAME, TABLE_NAME } from '../../local/stack/seed.ts';
import type { TestStack } from '../support/a-stack.ts';
import { aClock } from '../support/fixed-clock.ts';

/** What one call came to. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** What `--json` printed. */
  json<T = Record<string, unknown>>(): T;
}

export interface Cli {
  /** The directory commands are called in; also the clone, with `.local/` in it. */
  readonly directory: string;
  /** Calls the command line in this process: `run('grants', '--json')`. */
  run(...args: readonly string[]): Promise<Ran>;
  /** What somebody who is asked answers, in order; nobody is there without it. */
  answers: string[];
  environment: Record<string, string>;
  /** Programs that were run, with their arguments and environment. */
  readonly programs: { command: string; args: readonly string[]; environment: Io['environment'] }[];
}

/** The command line in an empty directory, with nothing around it but what is given. */
export const aCli = (around: Partial<Io> = {}): Cli => {
  const directory = mkdtempSync(join(tmpdir(), 'assume-bot-cli-'));
  const cli: Cli = {
    directory,
    answers: [],
    environment: {},
    programs: [],
    run: async (...args) => {
      let [out, err] = ['', ''];
      const io: Io = {
        environment: cli.environment,
        cwd: directory,
        root: directory,
        clock: aClock('2030-01-01T12:00:00Z'),
        isInteractive: cli.answers.length > 0,
        out: (text) => {
          out += text;
        },
        err: (line) => {
          err += `${line}\n`;
        },
        ask: async (question) => {
          const answer = cli.answers.shift();
          if (answer === undefined) throw new Error(`nobody answers "${question}"`);
          return answer;
        },
        exec: async (command, programArgs, environment) => {
          cli.programs.push({ command, args: programArgs, environment });
          return 7;
        },
        ...around,
      };
      const code = await run(args, COMMANDS, io);
      return { code, out, err, json: () => JSON.parse(out) };
    },
  };
  return cli;
};

/** The command line beside a running stack, as `npm start` leaves it for operators. */
export const aCliOf = (stack: TestStack, around: Partial<Io> = {}): Cli => {
  const cli = aCli({ clock: stack.clock, ...around });
  const { accessKeyId, secretAccessKey, sessionToken } = stack.aws.issueSession({
    roleArn: lambdaRoleArn('operator'),
    sessionName: 'operator',
    durationSeconds: 86_400,
  });
  mkdirSync(join(cli.directory, '.local'));
  writeFileSync(join(cli.directory, '.local', 'catalog.json'), JSON.stringify(stack.catalog));
  writeFileSync(
    join(cli.directory, '.local', 'stack.json'),
    JSON.stringify({
      awsUrl: stack.aws.url,
      slackApiUrl: stack.slack.apiUrl,
      slackBotToken: 'xoxb-test',
      region: stack.aws.region,
      table: TABLE_NAME,
      queueUrl: stack.aws.queue(QUEUE_NAME).url,
      externalId: EXTERNAL_ID,
      catalogPath: join(cli.directory, '.local', 'catalog.json'),
      credentials: { accessKeyId, secretAccessKey, sessionToken },
    }),
  );
  return cli;
};
