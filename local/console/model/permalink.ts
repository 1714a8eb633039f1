/** A message of the workspace. */
export interface Place {
  readonly channel: string;
  /** The timestamp of the message, or of the first message of its thread. */
  readonly ts: string;
}

/** A message timestamp in a URL is without its point. */
const tsOf = (digits: string): string => `${digits.slice(0, -6)}.${digits.slice(-6)}`;

/**
 * The message that a permalink of the workspace names, as `chat.getPermalink` returns it. Undefined for every other URL:
 * https://docs.slack.dev/reference/methods/chat.getPermalink
 */
export const placeIn = (url: string, domain: string): Place | undefined => {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, pathname, searchParams } = new URL(url);
  const [, channel, digits] = /^\/archives\/([CDG][A-Z0-9]+)\/p(\d{7,})$/.exec(pathname) ?? [];
  if (protocol !== 'https:' || hostname !== `${domain}.slack.com`) return undefined;
  if (channel === undefined || digits === undefined) return undefined;
  return { channel, ts: searchParams.get('thread_ts') ?? tsOf(digits) };
};
