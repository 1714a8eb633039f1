import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Io } from '../../bin/cli/io.ts';
import { run } from '../../bin/cli/run.ts';
import { EXTERNAL_ID, lambdaRoleArn, QUEUE_NAME, TABLE_NAME } from '../../local/stack/names.ts';
import type { TestStack } from '../support/a-stack.ts';
import { aClock } from '../support/fixed-clock.ts';

/** The result of one call. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The parsed output of `--json`. */
  json<T = Record<string, unknown>>(): T;
}

export interface Cli {
  /** The working directory of the commands and the root of the clone, with `.local/` in it. */
  readonly directory: string;
  /** Runs a command in this process: `run('grants', '--json')`. */
  run(...args: readonly string[]): Promise<Ran>;
  /** The answers of the user, in order. Without them, there is no terminal. */
  answers: string[];
  environment: Record<string, string>;
  /** The programs that were run, with arguments and environment. */
  readonly programs: { command: string; args: readonly string[]; environment: Io['environment'] }[];
}

/** The CLI in an empty directory, with only the given environment. */
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
          if (answer === undefined) throw new Error(`no answer for "${question}"`);
          return answer;
        },
        every: () => () => {},
        exec: async (command, programArgs, environment) => {
          cli.programs.push({ command, args: programArgs, environment });
          return 7;
        },
        ...around,
      };
      const code = await run(args, io);
      return { code, out, err, json: () => JSON.parse(out) };
    },
  };
  return cli;
};

/** Writes the address of the API of users, as `npm start` does. */
export const nameUserApi = ({ directory }: Cli, stageUrl: string): void => {
  const file = join(directory, '.local', 'stack.json');
  const stack = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...stack, url: stageUrl.replace(/\/v1$/, '') }));
};

/** The CLI beside a running stack, with the files that `npm start` writes for operators. */
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
      owners: Object.fromEntries(stack.aws.accounts().map(({ id }) => [id, stack.aws.rootCredentials(id)])),
    }),
  );
  return cli;
};
