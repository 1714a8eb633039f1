import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HELP = `npm run say -- PERSON WHAT

Acts as a person of the local Slack (start it with "npm start").

  npm run say -- U0RANDOM "/assume prod-s3 2m INC-42 the report is stuck"
  npm run say -- U0BOB approve        presses Approve on the newest card that has the button
  npm run say -- U0BOB deny           presses Deny
  npm run say -- U0RANDOM messages    shows what the person sees
`;

interface Block {
  readonly text?: { readonly text?: string };
  readonly elements?: readonly { readonly action_id?: string; readonly text?: { readonly text?: string } | string }[];
  readonly fields?: readonly { readonly text: string }[];
}
interface Message {
  readonly channel: string;
  readonly ts: string;
  readonly text: string;
  readonly blocks?: readonly Block[];
}

/** Ends with what was wrong and what would work. */
const stop = (message: string): never => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

const [person, ...words] = process.argv.slice(2);
const what = words.join(' ').trim();
if (person === undefined || what === '' || person === '--help') stop(HELP);

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const slackUrl = (): string => {
  try {
    const stack = JSON.parse(readFileSync(join(root, '.local', 'stack.json'), 'utf8')) as { slackApiUrl: string };
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
  return response.ok ? answer : stop(`The local Slack refused: ${JSON.stringify(answer)}`);
};

const textOf = (message: Message): string => {
  const lines = (message.blocks ?? []).flatMap((block) => [
    block.text?.text ?? '',
    ...(block.fields ?? []).map((field) => field.text),
    ...(block.elements ?? []).map(({ text }) =>
      typeof text === 'string' ? text : text?.text === undefined ? '' : `[${text.text}]`,
    ),
  ]);
  return lines.filter((line) => line !== '').join('\n') || message.text;
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
  if (target === undefined) stop(`${person} sees no message with a button "${what}".`);
  else {
    const press = { user: person, channel: target.channel, ts: target.ts, actionId: what };
    process.stdout.write(`${JSON.stringify(await call('/local/press', press))}\n`);
  }
}
