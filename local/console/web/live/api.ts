import type { Address } from '../../model/block-kit.ts';
import type { TryOutcome } from '../../protocol.ts';

/** The server's answer, or the reason why the request failed. */
type Answer<T> = T | { readonly ok: false; readonly error: string };

const post = async <T>(path: string, body: unknown): Promise<Answer<T>> => {
  try {
    const response = await fetch(`/console/api/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Answer<T>;
  } catch {
    return { ok: false, error: 'not_connected' };
  }
};

/** Identifies an element of a message or view for the local Slack. */
export type Target = Address & ({ readonly channel: string; readonly ts: string } | { readonly viewId: string });

/** The result of a user's action. */
export type Done = { readonly ok: true } | { readonly ok: false; readonly error: string };

/** The result of a modal submission. */
export type Submitted =
  | { readonly ok: true; readonly action: 'close' | 'clear' | 'update' | 'push' }
  | {
      readonly ok: true;
      readonly action: 'errors' | 'refused';
      readonly errors: Readonly<Record<string, string>>;
    }
  | { readonly ok: false; readonly error: string };

/** An option from a search. */
export interface Found {
  readonly text: string;
  readonly value: string;
  readonly group?: string;
}

type Choice = string | readonly string[] | null;

/** User actions. These functions never throw: the result contains the error. */
export const api = {
  command: (user: string, channel: string, command: string, text: string): Promise<Done> =>
    post('slack/command', { user, channel, command, text }),
  say: (user: string, channel: string, text: string): Promise<Done> => post('slack/say', { user, channel, text }),
  press: (user: string, target: Target): Promise<Done> => post('slack/press', { user, ...target }),
  select: (user: string, target: Target, choice: Choice): Promise<Done> =>
    post('slack/select', { user, ...target, choice }),
  options: (
    user: string,
    target: Target,
    query: string,
  ): Promise<Answer<{ readonly ok: true; readonly options: readonly Found[] }>> =>
    post('slack/options', { user, ...target, query }),
  submit: (user: string, viewId: string, values: Readonly<Record<string, Choice>>): Promise<Submitted> =>
    post('slack/submit', { user, viewId, values }),
  close: (user: string, viewId: string): Promise<Done> => post('slack/close', { user, viewId }),
  /** There is no error if the bot did not acknowledge the event of the opened tab. */
  home: (user: string): Promise<{ readonly ok: boolean; readonly error?: string }> => post('slack/home', { user }),
  assume: (user: string, role: string): Promise<Answer<TryOutcome>> => post('assume', { user, role }),
  use: (session: string): Promise<Answer<TryOutcome>> => post('use', { session }),
  turnBot: (isOn: boolean): Promise<Done> => post('bot', { isOn }),
};
