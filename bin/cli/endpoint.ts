import { manifestText } from '../../functions/core/text/cli/catalog.ts';
import { UsageError } from './errors.ts';

const ENDPOINT = '/slack/events';

/** The URL for Slack: https, with the path of the bot. Throws UsageError. */
export const endpointOf = (text: string, { allowsPlain = false } = {}): string => {
  const url = URL.parse(text);
  if (url === null) throw new UsageError(manifestText.notAUrl(text));
  if (url.protocol !== 'https:' && !(allowsPlain && url.protocol === 'http:'))
    throw new UsageError(manifestText.notHttps(text));
  const path = url.pathname.replace(/\/$/, '');
  return `${url.origin}${path.endsWith(ENDPOINT) ? path : `${path}${ENDPOINT}`}`;
};
