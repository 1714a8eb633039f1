import type { ModalView } from './blocks.ts';

/** Slack did not open or update a modal. */
export class NotShown extends Error {
  override readonly name = 'NotShown';
}

interface Options {
  /** Sends the token of the bot. */
  readonly fetch: typeof fetch;
  /** Default: the address of Slack. */
  readonly slackApiUrl?: string | undefined;
  /** The longest time of a call. */
  readonly timeoutMs: number;
}

interface Opened {
  readonly trigger_id: string;
  readonly view: ModalView;
}

interface Updated {
  readonly view_id: string;
  readonly hash: string;
  readonly view: ModalView;
}

interface SlackAnswer {
  readonly ok?: boolean;
  readonly error?: string;
  readonly response_metadata?: { readonly messages?: readonly string[] };
}

/**
 * The only calls of slack-events to Slack, each with one try: a trigger works once, and a second call would use up the time to answer.
 * They throw NotShown with the error code of Slack, or the fault of fetch. Slack's own client is a twentieth of the bundle (decision 6).
 * Source: Slack, views.open, views.update and "Using the Slack Web API": a JSON body, and the token in a header.
 */
export const createModalCalls = ({ fetch: send, slackApiUrl = 'https://slack.com/api/', timeoutMs }: Options) => {
  const call = async (method: string, body: object): Promise<void> => {
    const answer = await send(new URL(method, slackApiUrl), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!answer.ok) throw new NotShown(`${method}: HTTP status ${answer.status}`);
    const { ok, error, response_metadata: about } = (await answer.json()) as SlackAnswer;
    if (ok !== true) throw new NotShown([`${method}:`, error, ...(about?.messages ?? [])].join(' '));
  };
  return {
    open: (body: Opened) => call('views.open', body),
    update: (body: Updated) => call('views.update', body),
  };
};

export type ModalCalls = ReturnType<typeof createModalCalls>;
