import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { quoted } from '../bin/cli/files.ts';
import { openForm, pairsIn, readWindow, submitForm } from './say/forms.ts';
import { type LocalSlack, type Message, openLocalSlack, Problem } from './say/local-slack.ts';
import { press } from './say/press.ts';
import { messagesOf, shown } from './say/shown.ts';

const HELP = `npm run say -- USER COMMAND

Acts as a user of the local Slack (start it with "npm start").

  npm run say -- U0RANDOM "/assume prod-s3 2m INC-42 the report is stuck"
  npm run say -- U0BOB approve                 presses Approve on the latest card with the button
  npm run say -- U0BOB approve 30m             approves for less time
  npm run say -- U0BOB deny "not today"        denies, with a reason
  npm run say -- U0BOB justified               reviews an emergency; or: not-justified "no incident"
  npm run say -- U0RANDOM extend 30m "why"     requests more time
  npm run say -- U0RANDOM end                  ends access; cancel: takes a request back
  npm run say -- U0RANDOM submit reason="..."  fills in the open form and submits it
  npm run say -- U0RANDOM close                closes the open form
  npm run say -- U0RANDOM messages             shows the messages and the open form of the user
  npm run say -- --directory DIR ...           if "npm start" uses a directory other than .local
`;

/** How often a pressed message is read again. */
const LOOK_EVERY_MS = 100;

/** Exits with a message that states the problem and the fix. */
const stop = (message: string): never => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

const read = () => {
  try {
    return parseArgs({
      options: { directory: { type: 'string', default: '.local' }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
  } catch (fault) {
    return stop(`${(fault as Error).message}\n\n${HELP}`);
  }
};

const { values, positionals } = read();
const [person = '', ...words] = positionals;
if (values.help === true) {
  process.stdout.write(HELP);
  process.exit(0);
}
if (person === '' || words.length === 0) stop(HELP);
const directoryOption = values.directory === '.local' ? '' : ` --directory ${quoted(values.directory)}`;
const say = `npm run say --${directoryOption} ${person}`;

/** The window of the user, if one is open. */
const openWindow = async (slack: LocalSlack): Promise<readonly string[]> => {
  const text = await readWindow(slack, person, say);
  return text === undefined ? [] : [text];
};

const command = async (slack: LocalSlack, line: string): Promise<readonly string[]> => {
  const [, name = '', text = ''] = /^(\/\S+)\s*(.*)$/s.exec(line) ?? [];
  const outcome = (await slack.post('/local/command', { user: person, command: name, text })) as {
    readonly message?: Message;
    readonly error?: string;
  };
  if (outcome.error !== undefined) throw new Problem(`The bot did not answer the command: ${outcome.error}`);
  const screen = await slack.screen();
  const answer = outcome.message === undefined ? [] : [shown(outcome.message, screen)];
  const all = [...answer, ...(await openWindow(slack))];
  return all.length === 0 ? [`There is no answer yet. To see it: ${say} messages`] : all;
};

const submit = async (slack: LocalSlack, pairs: readonly string[]): Promise<readonly string[]> => {
  const mistakes = await submitForm(slack, person, pairsIn(pairs));
  const left = await openWindow(slack);
  if (mistakes !== undefined) throw new Problem(['The form was not accepted:', ...mistakes, ...left].join('\n'));
  return left.length === 0 ? ['Submitted. "messages" shows what the bot wrote.'] : left;
};

const close = async (slack: LocalSlack): Promise<readonly string[]> => {
  const form = openForm(await slack.screen(), person);
  if (form === undefined) throw new Problem(`${person} has no open form.`);
  await slack.post('/local/close', { user: person, viewId: form.id });
  return ['Closed.'];
};

const messages = async (slack: LocalSlack): Promise<readonly string[]> => {
  const screen = await slack.screen();
  const nameOf = (channel: string): string => screen.channels.find(({ id }) => id === channel)?.name ?? channel;
  const all = messagesOf(screen).map(
    (message) => `--- ${nameOf(message.channel)} ${message.ts}\n${shown(message, screen)}`,
  );
  return [...all, ...(await openWindow(slack))];
};

const run = async (slack: LocalSlack): Promise<readonly string[]> => {
  const [first = '', ...rest] = words;
  await slack.screen();
  if (first.startsWith('/')) return command(slack, words.join(' '));
  if (first === 'messages') return messages(slack);
  if (first === 'submit') return submit(slack, rest);
  if (first === 'close') return close(slack);
  return [await press({ slack, person, say, pause: () => pause(LOOK_EVERY_MS) }, first, rest)];
};

try {
  const slack = openLocalSlack(dirname(dirname(fileURLToPath(import.meta.url))), values.directory, person);
  for (const line of await run(slack)) process.stdout.write(`${line}\n`);
} catch (fault) {
  if (!(fault instanceof Problem)) throw fault;
  stop(fault.message);
}
