import type { SlackUserId } from '../names.ts';
import type { RequestId } from '../request/ids.ts';
import type { Lockdown } from '../request/lockdown.ts';
import type { Request } from '../request/request.ts';
import { clip, firstOf } from './clip.ts';
import { forDuration, SLOW, subjectOf, targetOf } from './phrases.ts';
import { notEndedText } from './requests.ts';
import { bold, code, type Text, text, user, words } from './text.ts';

/** So many lines with the longest names fit into one message. */
const MOST_LINES = 40;
const REASON = 80;

type About = { readonly name: string } | { readonly id: SlackUserId };

export interface Listing {
  readonly headline: Text;
  readonly lines: readonly Text[];
}

const listing = (headline: Text, lines: readonly Text[], rest = 'more', after: readonly Text[] = []): Listing => {
  const { shown, more } = firstOf(lines, MOST_LINES);
  return { headline, lines: [...shown, ...(more === 0 ? [] : [text`and ${more} ${words(rest)}`]), ...after] };
};

/** Who has access to a role or bundle, or what one user has. */
export const whoText = (about: About, open: readonly Request[], now: Date): Listing => {
  const what = 'name' in about ? code(clip(about.name, 60)) : user(about.id);
  if (open.length === 0 && 'name' in about)
    return listing(text`No user has access to ${what} or a pending request for it.`, []);
  if (open.length === 0) return listing(text`${what} has no access and no pending requests.`, []);
  const pending = open.filter(({ status }) => status.kind === 'pending').length;
  return listing(
    text`${what}: ${open.length - pending} held, ${pending} pending.`,
    open.map((request) => openLine(request, now)),
    'more; the CLI of the bot lists all of them.',
  );
};

const openLine = ({ requested, status }: Request, now: Date): Text => {
  const who = text`• ${user(requested.by)}, ${subjectOf(requested)}: `;
  const why = requested.reason === '' ? undefined : text` (${clip(requested.reason, REASON)})`;
  switch (status.kind) {
    case 'pending':
      return text`${who}requested ${requested.at} ${forDuration(requested)}${why}`;
    case 'approved':
      return text`${who}being set up, until ${status.endsAt}${why}`;
    case 'active':
      return text`${who}${status.startsAt > now ? text`from ${status.startsAt} ` : undefined}until ${status.endsAt}${why}`;
    default:
      return text`${who}closed`;
  }
};

export const revokedText = (
  holder: SlackUserId,
  requests: readonly Request[],
  left: readonly RequestId[] = [],
): Listing =>
  listing(
    text`Revoking access of ${user(holder)}, who is notified of the reason. ${words(SLOW)}`,
    requests.map(({ requested, status }) =>
      status.kind === 'cancelled'
        ? text`• request for ${subjectOf(requested)}: cancelled`
        : text`• ${targetOf(requested)}: ended`,
    ),
    'more',
    notEndedText(left),
  );

/** What an admin is about to end. Requests that cannot be read are not in it. */
export const revocationToConfirm = (holder: SlackUserId, requests: readonly Request[]): Listing =>
  listing(
    text`Nothing has ended yet. ${bold(text`Confirm to end this for ${user(holder)} now`)}, including live sessions:`,
    requests.map(({ requested }) => text`• ${targetOf(requested)}`),
  );

/** What an admin is about to do for all users. */
export const lockdownToConfirm = (isOn: boolean): Text =>
  isOn
    ? text`Nothing has changed yet. ${bold(text`Confirm to end all access of all users now`)} and to refuse new requests until the lockdown is off.`
    : text`Nothing has changed yet. ${bold(text`Confirm to turn the lockdown off`)}: access can be requested again, and what was ended stays ended.`;

/** The answer to an admin who named access that the user does not have. */
export const nothingToRevokeText = (holder: SlackUserId, open: readonly Request[], now: Date): Listing =>
  open.length === 0
    ? whoText({ id: holder }, open, now)
    : listing(
        text`${user(holder)} does not have this access and has no pending request for it. Open access and requests:`,
        open.map((request) => openLine(request, now)),
      );

/** The answer to an admin who turned a lockdown on or off, or who found it that way. */
export const lockdownText = (kind: 'turned' | 'already_set', { isOn, at, by }: Lockdown): Text => {
  if (kind === 'already_set')
    return isOn
      ? text`A lockdown is already on: ${user(by)} turned it on ${at}.`
      : text`There is no lockdown to turn off.`;
  return isOn
    ? text`${bold(text`Lockdown is on:`)} no access can be requested or approved, and all open access is being ended. You will be notified when AWS confirms the ends.`
    : text`${bold(text`Lockdown is off:`)} access can be requested again. Access that was ended stays ended.`;
};

export const lockdownReason = (why: string): string => (why === '' ? '' : `Reason: ${why}`);
