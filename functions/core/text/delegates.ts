import type { DelegateRefusal } from '../authority/delegating.ts';
import type { Delegation } from '../authority/directory.ts';
import type { SlackUserId } from '../names.ts';
import { type Explained, explainBy, unreadNames, unreadText } from './explain.ts';
import { ACCOUNT_REFUSALS } from './explain-account.ts';
import { delegationText } from './lists.ts';
import { bold, join, type Text, text, user } from './text.ts';

const STATUS = {
  member: 'a full member',
  guest: 'a guest account',
  deactivated: 'deactivated or unknown',
  bot: 'a bot',
  external: 'of another workspace',
} as const;

const REFUSALS: Explained<DelegateRefusal> = {
  ...ACCOUNT_REFUSALS,
  membership_unknown: (refusal) => ({
    why: `The bot could not read ${unreadText(refusal)}, so it cannot tell whether you are an approver.`,
    next: 'Try again in a few minutes.',
    ...unreadNames(refusal),
  }),
  to_self: () => ({ why: 'You cannot be your own delegate.', next: 'Name a colleague.' }),
  delegate_not_a_member: ({ to, status }) => ({
    why: `Only full members of this workspace can decide in your place, and this account is ${STATUS[status]}.`,
    next: 'Name another colleague.',
    names: { label: 'The account', who: [{ kind: 'user', id: to }] },
  }),
  nothing_to_delegate: () => ({
    why: 'You are not an approver of any role, so there is nothing to delegate. A delegate cannot name another one.',
    next: 'Ask an approver to name your colleague.',
  }),
  ends_in_past: () => ({
    why: 'This end has already passed.',
    next: 'Name a later one, for example "until tomorrow".',
  }),
  ends_too_late: () => ({
    why: 'A delegation lasts 30 days at most.',
    next: 'Name an earlier end, and repeat the command if you are away longer.',
  }),
  time_zone_unknown: () => ({
    why: 'The bot does not know your time zone, so it cannot tell when that is.',
    next: 'Set the time zone in your Slack profile, or use a duration such as "for 3d".',
  }),
};

export const explainDelegateRefusal = explainBy(REFUSALS);

/** The answer to an approver who named a delegate. */
export const delegatedText = ({ to, until }: Delegation, before?: Delegation): Text => {
  const replaced = before && before.to !== to ? text` ${user(before.to)} no longer does.` : undefined;
  return text`${bold(text`${user(to)} decides in your place`)} until ${until}, except on requests of either of you.${replaced}`;
};

/** The answer to a user who ended their delegation, or had none. */
export const delegationEndedText = (before: Delegation | undefined): Text =>
  before === undefined ? text`You have no delegate.` : text`${user(before.to)} no longer decides in your place.`;

/** The delegations of a user and to the user. */
export const delegationsText = (all: readonly Delegation[]): Text =>
  all.length === 0
    ? text`You have no delegate, and no one has named you as theirs.`
    : join(all.slice(0, 40).map(delegationText), '\n');

/** The message to a colleague who was named. */
export const namedAsDelegateText = ({ by, until }: Delegation): Text =>
  text`${user(by)} named you as delegate: you can approve, deny and review in their place until ${until}. Requests that wait for you are in the list and on the Home tab.`;

/** The message to a colleague whose delegation ended before its time. */
export const noLongerDelegateText = (by: SlackUserId): Text => text`You no longer decide in the place of ${user(by)}.`;
