/** Answers that mean that Slack no longer accepts a token. Source: Slack, errors of every Web API method. */
const REFUSED_TOKEN = new Set(['invalid_auth', 'not_authed', 'token_revoked', 'token_expired', 'account_inactive']);

/** The token of the bot, which may be rotated at any time. */
export interface BotToken {
  readonly get: () => string | Promise<string>;
  /** The token after Slack has refused it. */
  readonly reread: () => Promise<string>;
}

const isRefused = async (answer: Response): Promise<boolean> => {
  if (answer.status !== 200) return false;
  try {
    const { ok, error } = (await answer.clone().json()) as { readonly ok?: boolean; readonly error?: string };
    return ok === false && REFUSED_TOKEN.has(error ?? '');
  } catch {
    return false;
  }
};

/**
 * `fetch` for Slack's client that sends the current token. A call whose token Slack refuses had no effect, so it is repeated
 * if another token is stored meanwhile.
 */
export const createFetchWithToken =
  ({ get, reread }: BotToken): typeof fetch =>
  async (url, init) => {
    const send = (token: string): Promise<Response> =>
      fetch(url, { ...init, headers: { ...(init?.headers as object), Authorization: `Bearer ${token}` } });
    const token = await get();
    const answer = await send(token);
    if (!(await isRefused(answer))) return answer;
    const other = await reread();
    return other === token ? answer : send(other);
  };

/** A token that does not change, such as that of an operator. */
export const fixedToken = (token: string): BotToken => ({ get: () => token, reread: async () => token });
