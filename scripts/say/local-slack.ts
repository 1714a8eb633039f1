import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export type Text = { readonly text?: string } | string;

export interface Option {
  readonly text: Text;
  readonly value: string;
}

export interface Element {
  readonly type?: string;
  readonly action_id?: string;
  readonly text?: Text;
  readonly value?: string;
  readonly options?: readonly Option[];
  readonly option_groups?: readonly { readonly options: readonly Option[] }[];
  /** The children of formatted text: lines, code blocks and their content. */
  readonly elements?: readonly Element[];
}

export interface Block extends Element {
  readonly block_id?: string;
  readonly label?: Text;
  readonly optional?: boolean;
  readonly dispatch_action?: boolean;
  readonly element?: Element;
  readonly accessory?: Element;
  readonly fields?: readonly { readonly text: string }[];
}

export interface Message {
  readonly channel: string;
  readonly ts: string;
  readonly text: string;
  readonly blocks?: readonly Block[];
}

/** A form that is open on the screen of a user. */
export interface Form {
  readonly id: string;
  readonly title?: Text;
  readonly submit?: Text;
  readonly blocks: readonly Block[];
  readonly state: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** What one user sees. */
export interface Screen {
  readonly users: readonly Named[];
  readonly usergroups: readonly { readonly id: string; readonly handle: string }[];
  readonly channels: readonly (Named & { readonly messages: readonly Message[] })[];
  readonly modals: Readonly<Record<string, readonly Form[]>>;
  readonly homes: Readonly<Record<string, Form | null>>;
}

/** An error with a message for the user: what is wrong, and the fix. */
export class Problem extends Error {
  override readonly name = 'Problem';
}

/** The local Slack of `npm start`, as one user. */
export interface LocalSlack {
  post(path: string, body: object): Promise<Record<string, unknown>>;
  screen(): Promise<Screen>;
}

/** The URL in the file that `npm start` writes, or the usual one. */
const urlIn = (directory: string): string => {
  try {
    const stack = JSON.parse(readFileSync(join(directory, 'stack.json'), 'utf8')) as { slackApiUrl: string };
    return new URL(stack.slackApiUrl).origin;
  } catch {
    return 'http://127.0.0.1:3001';
  }
};

/** Connects to the local Slack. Every call throws a Problem if it does not answer or refuses the request. */
export const openLocalSlack = (root: string, directory: string, person: string): LocalSlack => {
  const url = urlIn(resolve(root, directory));
  const call = async (path: string, body?: object): Promise<Record<string, unknown>> => {
    const request =
      body === undefined
        ? {}
        : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`${url}${path}`, request).catch(() => {
      throw new Problem(`The local Slack does not answer at ${url}. Is "npm start" running?`);
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (response.ok) return answer;
    throw new Problem(`The local Slack rejected the request: ${String(answer['error'] ?? JSON.stringify(answer))}`);
  };
  return {
    post: call,
    screen: async () => {
      const screen = (await call(`/local/state?user=${encodeURIComponent(person)}`)) as unknown as Screen;
      if (screen.users.some(({ id }) => id === person)) return screen;
      const users = screen.users.map(({ id, name }) => `${id} (${name})`).join(', ');
      throw new Problem(`There is no user ${person} in the local Slack. Its users are ${users}.`);
    },
  };
};
