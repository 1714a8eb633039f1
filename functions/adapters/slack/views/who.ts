import { type Listing, nothingToRevokeText, revokedText, whoText } from '../../../core/text/admins.ts';
import { lineSections, message, type SlackMessage, section } from '../blocks.ts';

const listed = ({ headline, lines }: Listing): SlackMessage =>
  message(headline, [section(headline), ...lineSections(lines)]);

export const whoMessage = (...input: Parameters<typeof whoText>): SlackMessage => listed(whoText(...input));

export const revokedAnswer = (...input: Parameters<typeof revokedText>): SlackMessage => listed(revokedText(...input));

export const nothingToRevokeAnswer = (...input: Parameters<typeof nothingToRevokeText>): SlackMessage =>
  listed(nothingToRevokeText(...input));
