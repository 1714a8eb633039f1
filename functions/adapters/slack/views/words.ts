import type { Who } from '../../../core/catalog/catalog.ts';
import type { EndReason, Request, RequestedAccess } from '../../../core/request/request.ts';
import { formatDuration } from '../../../core/schedule/duration.ts';
import { clip, firstOf } from '../clip.ts';
import { code, group, joined, type Mrkdwn, moment, mrkdwn, person } from '../mrkdwn.ts';

/** More names than this say nothing more. */
const MOST_NAMED = 10;

/** Whether a request is for a bundle: what was typed is then not the name of its one role. */
export const isBundle = ({ target, roles }: Pick<RequestedAccess, 'target' | 'roles'>): boolean =>
  roles.length !== 1 || roles[0]?.name !== target;

/** How long, as it was asked for: `1h`, `1h, from 14:00`, `until 17:00`. */
export const howLong = ({ duration, notBefore }: Pick<RequestedAccess, 'duration' | 'notBefore'>): Mrkdwn => {
  const length =
    duration.kind === 'for' ? mrkdwn`${formatDuration(duration.minutes)}` : mrkdwn`until ${moment(duration.at)}`;
  return notBefore === undefined ? length : mrkdwn`${length}, from ${moment(notBefore)}`;
};

/** The accounts the roles of a request are in, each once. */
export const accountsOf = ({ roles }: Pick<RequestedAccess, 'roles'>): Mrkdwn => {
  const accounts = new Map(roles.map(({ rule }) => [rule.accountId, rule.accountName]));
  const { shown, more } = firstOf([...accounts], MOST_NAMED);
  return andMore(
    shown.map(([id, name]) => mrkdwn`${clip(name, 60)} (${id})`),
    more,
  );
};

const who = (one: Who): Mrkdwn => {
  switch (one.kind) {
    case 'everyone':
      return mrkdwn`everyone of this workspace`;
    case 'user':
      return person(one.id);
    case 'group':
      return group(one.id);
    case 'onCall':
      return mrkdwn`whoever is on call for ${clip(one.id, 60)}`;
    default:
      return one satisfies never;
  }
};

/** People and groups as mentions, each once. */
export const named = (people: readonly Who[]): Mrkdwn => {
  const unique = new Map(people.map((one) => [who(one).source, who(one)]));
  const { shown, more } = firstOf([...unique.values()], MOST_NAMED);
  return andMore(shown, more);
};

/** Those who approved, in the order in which they did. */
export const reviewersOf = ({ reviews }: Pick<Request, 'reviews'>): Mrkdwn | undefined =>
  reviews.length === 0
    ? undefined
    : joined(
        [...new Set(reviews.map(({ by }) => by))].map((by) => person(by)),
        ', ',
      );

/** By what right something began that nobody reviewed first. */
export const unreviewed = ({ emergency }: Pick<RequestedAccess, 'emergency'>): Mrkdwn =>
  emergency === true ? mrkdwn`Taken without approval` : mrkdwn`Approved by its rule`;

/** Names with our words for what was left out. */
export const andMore = (pieces: readonly Mrkdwn[], more: number): Mrkdwn =>
  more === 0 ? joined(pieces, ', ') : mrkdwn`${joined(pieces, ', ')} and ${more} more`;

/** Why something ended, and by whom. */
export const endedBecause = (reason: EndReason, by: Request['requested']['by'] | undefined): Mrkdwn => {
  const hand = by === undefined ? mrkdwn`` : mrkdwn` by ${person(by)}`;
  switch (reason) {
    case 'expired':
      return mrkdwn`the time was over`;
    case 'released':
      return mrkdwn`released${hand}`;
    case 'revoked':
      return mrkdwn`revoked${hand}`;
    case 'offboarded':
      return mrkdwn`the holder may not have it any more`;
    case 'lockdown':
      return mrkdwn`lockdown${hand}`;
    case 'base_ended':
      return mrkdwn`the access that it extended ended early`;
    case 'tampered':
      return mrkdwn`its record was changed from outside`;
    default:
      return reason satisfies never;
  }
};

/** What an approver made of the time that was asked for. */
export const shortened = (minutes: number | undefined): Mrkdwn =>
  minutes === undefined ? mrkdwn`` : mrkdwn`, for ${formatDuration(minutes)} only`;

/** Role or bundle by its name. */
export const targetOf = (requested: Pick<RequestedAccess, 'target' | 'roles'>): Mrkdwn =>
  isBundle(requested) ? mrkdwn`the bundle ${code(requested.target)}` : code(requested.target);

/** What a request asks for: a role, a bundle, or more time on one. */
export const subjectOf = (requested: Pick<RequestedAccess, 'target' | 'roles' | 'extends'>): Mrkdwn =>
  requested.extends === undefined ? targetOf(requested) : mrkdwn`more time on ${targetOf(requested)}`;
