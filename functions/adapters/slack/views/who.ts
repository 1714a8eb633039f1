import type { SlackUserId } from '../../../core/names.ts';
import type { RequestId } from '../../../core/request/ids.ts';
import type { Request } from '../../../core/request/request.ts';
import { lineSections, message, type SlackMessage, section } from '../blocks.ts';
import { clip, firstOf } from '../clip.ts';
import { code, type Mrkdwn, moment, mrkdwn, person } from '../mrkdwn.ts';
import { leftLines } from './answers.ts';
import { howLong, subjectOf, targetOf } from './words.ts';

/** So many lines with the longest names fit into one message. */
const MOST_LINES = 40;
const REASON = 80;

type About = { readonly name: string } | { readonly id: SlackUserId };

/** Who holds or waits for something; or what one person does. */
export const whoMessage = (about: About, open: readonly Request[], now: Date): SlackMessage => {
  const what = 'name' in about ? code(clip(about.name, 60)) : person(about.id);
  if (open.length === 0) {
    const nothing =
      'name' in about
        ? mrkdwn`Nobody holds ${what} or waits for it at the moment.`
        : mrkdwn`${what} holds nothing and waits for nothing at the moment.`;
    return message(nothing, [section(nothing)]);
  }
  const held = open.filter(({ status }) => status.kind !== 'pending').length;
  const headline = mrkdwn`${what}: ${held} held, ${open.length - held} waiting.`;
  const { shown, more } = firstOf(open, MOST_LINES);
  const rest = more === 0 ? [] : [mrkdwn`and ${more} more; the command line of the bot lists all of them.`];
  return message(headline, [section(headline), ...lineSections([...shown.map((one) => line(one, now)), ...rest])]);
};

const line = ({ requested, status }: Request, now: Date): Mrkdwn => {
  const who = mrkdwn`• ${person(requested.by)}, ${subjectOf(requested)}: `;
  const why = requested.reason === '' ? mrkdwn`` : mrkdwn` (${clip(requested.reason, REASON)})`;
  switch (status.kind) {
    case 'pending':
      return mrkdwn`${who}waits since ${moment(requested.at)}, ${howLong(requested)}${why}`;
    case 'approved':
      return mrkdwn`${who}being set up, until ${moment(status.endsAt)}${why}`;
    case 'active':
      return status.startsAt > now
        ? mrkdwn`${who}from ${moment(status.startsAt)} until ${moment(status.endsAt)}${why}`
        : mrkdwn`${who}until ${moment(status.endsAt)}${why}`;
    default:
      return mrkdwn`${who}closed`;
  }
};

/** What an admin took from somebody. */
export const revokedAnswer = (
  whose: SlackUserId,
  requests: readonly Request[],
  left: readonly RequestId[] = [],
): SlackMessage => {
  const { shown, more } = firstOf(requests, MOST_LINES);
  const lines = shown.map(({ requested, status }) =>
    status.kind === 'cancelled'
      ? mrkdwn`• the request for ${subjectOf(requested)} is cancelled`
      : mrkdwn`• ${targetOf(requested)} is ended`,
  );
  const headline = mrkdwn`Taken from ${person(whose)}, who is told why. IAM can take a minute until it is refused everywhere.`;
  return message(headline, [
    section(headline),
    ...lineSections([...lines, ...(more === 0 ? [] : [mrkdwn`and ${more} more`]), ...leftLines(left)]),
  ]);
};

/** There was nothing to take. */
export const nothingToRevokeAnswer = (whose: SlackUserId, open: readonly Request[], now: Date): SlackMessage => {
  if (open.length === 0) return whoMessage({ id: whose }, open, now);
  const headline = mrkdwn`${person(whose)} does not hold that and does not wait for it. What is open of theirs:`;
  const { shown } = firstOf(open, MOST_LINES);
  return message(headline, [section(headline), ...lineSections(shown.map((one) => line(one, now)))]);
};
