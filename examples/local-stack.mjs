// Shared by the walkthroughs of the examples: acts as users of the local Slack, and runs programs as them.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');

/** Terraform wraps its messages. */
const unwrapped = (text) => text.replaceAll(/\s+/g, ' ');

const print = (text) => process.stdout.write(`${text}\n`);

/** The stack that `npm start` runs. Its directory is .local, or the one named after --directory. */
export const openStack = () => {
  const at = process.argv.indexOf('--directory');
  const directory = resolve(root, at < 0 ? '.local' : process.argv[at + 1]);
  const { awsUrl, slackApiUrl, region, catalogPath } = JSON.parse(readFileSync(join(directory, 'stack.json'), 'utf8'));
  const catalog = JSON.parse(readFileSync(catalogPath, 'utf8'));

  const slack = async (path, body) => {
    const init = body && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    const answer = await fetch(new URL(`/local/${path}`, slackApiUrl), init);
    const json = await answer.json();
    if (!answer.ok) throw new Error(`the local Slack refused: ${JSON.stringify(json)}`);
    return json;
  };
  const messagesOf = async (user) =>
    (await slack(`state?user=${user}`)).channels
      .flatMap(({ id, messages }) => messages.map((message) => ({ ...message, channel: id })))
      .sort((a, b) => Number(a.ts) - Number(b.ts));

  /** The latest matching message of a user. The bot works in the background, so this polls. */
  const message = async (user, what, fits) => {
    for (let tries = 0; tries < 300; tries += 1) {
      const found = (await messagesOf(user)).filter(fits).at(-1);
      if (found) return found;
      await pause(100);
    }
    throw new Error(`${user} did not receive ${what}`);
  };

  /** Programs never see the AWS configuration of this machine. */
  const run = (program, args, { env = {}, cwd = root } = {}) =>
    new Promise((settle, reject) => {
      const { PATH = '' } = process.env;
      const own = {
        AWS_CONFIG_FILE: join(directory, 'aws', 'config'),
        AWS_SHARED_CREDENTIALS_FILE: join(directory, 'aws', 'credentials'),
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_PAGER: '',
      };
      const home = mkdtempSync(join(tmpdir(), 'assume-bot-walk-'));
      const child = spawn(program, args, { cwd, env: { PATH, HOME: home, ...own, ...env } });
      let output = '';
      let printed = '';
      child.stdout.on('data', (chunk) => {
        output += chunk;
        printed += chunk;
      });
      child.stderr.on('data', (chunk) => {
        output += chunk;
      });
      child.on('error', () => reject(new Error(`this walkthrough requires the ${program} program`)));
      child.on('close', (code) => settle({ ok: code === 0, output, printed }));
    });

  return {
    awsUrl,
    region,
    catalog,
    step: (text) => print(`\n== ${text}`),
    /** Types a command. */
    type: async (user, text) => {
      print(`${user} types /assume ${text}`);
      await slack('command', { user, command: '/assume', text });
    },
    /** Presses a button on the latest message that contains the button and the given text. */
    press: async (user, actionId, about) => {
      const fits = (one) =>
        JSON.stringify(one).includes(`"action_id":"${actionId}"`) && JSON.stringify(one).includes(about);
      const { channel, ts } = await message(user, `a button "${actionId}" for ${about}`, fits);
      print(`${user} presses ${actionId}`);
      await slack('press', { user, channel, ts, actionId });
    },
    /** Waits for a message that contains the given text. */
    received: (user, words) => message(user, `"${words}"`, (one) => JSON.stringify(one).includes(words)),
    /** The preformatted texts of a message, which users paste. */
    pasted: ({ blocks }) =>
      blocks.flatMap(({ text: { text = '' } = {} }) => {
        const [, copied] = /^```\n(.*)\n```$/s.exec(text) ?? [];
        if (copied === undefined) return [];
        return [copied.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')];
      }),
    directory,
    /**
     * Runs a program that must succeed, or with `refused` one that must fail with this text. `isQuiet`: returns what it prints
     * instead, and accepts every exit code.
     */
    call: async (line, { refused, isQuiet = false, ...options } = {}) => {
      print(`$ ${line.join(' ')}`);
      const { ok, output, printed } = await run(line[0], line.slice(1), options);
      if (isQuiet) return printed;
      print(output.trim());
      if (ok === (refused !== undefined) || (refused !== undefined && !unwrapped(output).includes(refused)))
        throw new Error(
          refused === undefined
            ? 'the command should have succeeded'
            : `the command should have been refused: ${refused}`,
        );
      return printed;
    },
  };
};

/** Runs a walkthrough. The exit code is 1 if a step fails. */
export const walk = async (story) => {
  try {
    await story(openStack());
    print('\nAll steps completed as expected.');
  } catch (error) {
    process.stderr.write(`\n${error.message}\nIs "npm start" running with the catalog of this example?\n`);
    process.exitCode = 1;
  }
};
