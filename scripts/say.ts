import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const HELP = `npm run say -- USER COMMAND

Acts as a user of the local Slack (start it with "npm start").

  npm run say -- U0RANDOM "/assume prod-s3 2m INC-42 the report is stuck"
  npm run say -- U0BOB approve        presses Approve on the latest card with the button
  npm run say -- U0BOB deny           presses Deny
  npm run say -- U0RANDOM messages    shows the messages of the user
  npm run say -- --directory DIR ...  if "npm start" uses a directory other than .local
`;

/** How often to check, every 100 ms, whether a card shows the result of a press. */
const LOOKS = 30;

type Text = { readonly text?: string } | string;

interface Element {
  readonly action_id?: string;
  readonly text?: Text;
  /** The children of formatted text: lines, code blocks and their content. */
  readonly elements?: readonly Element[];
}
interface Block extends Element {
  readonly type?: string;
  readonly fields?: readonly { readonly text: string }[];
}
interface Message {
  readonly channel: string;
  readonly ts: string;
  readonly text: string;
  readonly blocks?: readonly Block[];
}

/** Exits with a message that states the problem and the fix. */
const stop = (message: string): never => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

const read = () => {
  try {
    return parseArgs({ options: { directory: { type: 'string', default: '.local' } }, allowPositionals: true });
  } catch (fault) {
    return stop(`${(fault as Error).message}\n\n${HELP}`);
  }
};
const { values, positionals } = read();
const [person, ...words] = positionals;
const what = words.join(' ').trim();
if (person === undefined || what === '' || person === '--help') stop(HELP);

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const slackUrl = (): string => {
  try {
    const stack = JSON.parse(readFileSync(join(resolve(root, values.directory), 'stack.json'), 'utf8')) as {
      slackApiUrl: string;
    };
    return new URL(stack.slackApiUrl).origin;
  } catch {
    return 'http://127.0.0.1:3001';
  }
};

const call = async (path: string, body?: object): Promise<Record<string, unknown>> => {
  const request =
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`${slackUrl()}${path}`, request).catch(() =>
    stop(`The local Slack does not answer at ${slackUrl()}. Is "npm start" running?`),
  );
  const answer = (await response.json()) as Record<string, unknown>;
  return response.ok ? answer : stop(`The local Slack rejected the request: ${JSON.stringify(answer)}`);
};

const plain = (text: Text | undefined): string => (typeof text === 'string' ? text : (text?.text ?? ''));
/** The plain text of formatted text: its lines and code blocks, joined. */
const formatted = ({ text, elements = [] }: Element): string => plain(text) + elements.map(formatted).join('');

/** A message for the terminal. Dates use the fallback text for clients that cannot render them. */
const textOf = (message: Message): string => {
  const lines = (message.blocks ?? []).flatMap(({ type, text, fields = [], elements = [] }) => [
    plain(text),
    ...fields.map((field) => field.text),
    ...elements.map((element) => {
      if (type === 'rich_text') return formatted(element);
      return element.action_id === undefined ? plain(element.text) : `[${plain(element.text)}]`;
    }),
  ]);
  const shown = lines.filter((line) => line !== '').join('\n') || message.text;
  return shown.replaceAll(/^```\n?|\n?```$/gm, '').replaceAll(/<!date\^[^|>]*\|([^>]*)>/g, '$1');
};

const messagesOf = async (): Promise<readonly Message[]> => {
  const state = (await call(`/local/state?user=${person}`)) as { channels?: { id: string; messages: Message[] }[] };
  return (state.channels ?? [])
    .flatMap(({ id, messages }) => messages.map((message) => ({ ...message, channel: id })))
    .toSorted((a, b) => Number(a.ts) - Number(b.ts));
};

if (what.startsWith('/')) {
  const [, command = '', text = ''] = /^(\/\S+)\s*(.*)$/s.exec(what) ?? [];
  const outcome = (await call('/local/command', { user: person, command, text })) as {
    message?: Message;
    error?: string;
  };
  process.stdout.write(`${outcome.message === undefined ? (outcome.error ?? 'done') : textOf(outcome.message)}\n`);
} else if (what === 'messages') {
  for (const message of await messagesOf())
    process.stdout.write(`--- ${message.channel} ${message.ts}\n${textOf(message)}\n`);
} else {
  const hasButton = (message: Message) =>
    (message.blocks ?? []).some((block) => block.elements?.some(({ action_id }) => action_id === what));
  const target = (await messagesOf()).findLast(hasButton);
  if (target === undefined) stop(`${person} has no message with a button "${what}".`);
  else {
    const press = { user: person, channel: target.channel, ts: target.ts, actionId: what };
    const outcome = (await call('/local/press', press)) as { ok?: boolean; error?: string };
    if (outcome.ok === false) stop(`The press failed: ${outcome.error ?? 'the bot gave no reason'}`);
    const find = async () =>
      (await messagesOf()).find(({ channel, ts }) => channel === press.channel && ts === press.ts);
    let after = await find();
    for (let looks = 0; looks < LOOKS && after !== undefined && textOf(after) === textOf(target); looks += 1) {
      await pause(100);
      after = await find();
    }
    process.stdout.write(
      `Pressed ${what}. The message is now:\n${after === undefined ? '(deleted)' : textOf(after)}\n`,
    );
  }
}
