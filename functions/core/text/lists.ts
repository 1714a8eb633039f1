import type { Delegation } from '../authority/directory.ts';
import type { Requestable } from '../authority/requestable.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { AccessName } from '../names.ts';
import type { Request } from '../request/request.ts';
import { formatDuration } from '../schedule/duration.ts';
import { clip } from './clip.ts';
import { count } from './explain.ts';
import { explainBlocked } from './explain-blocked.ts';
import { codes, firstNamed, named } from './phrases.ts';
import { bold, code, type Text, text, user, words } from './text.ts';

/** A role or bundle that can be requested, and what is known about it. */
export interface Entry {
  readonly name: AccessName;
  readonly details: string;
  readonly description: string;
}

export interface Group {
  readonly name: string;
  readonly title: Text;
  readonly entries: readonly Entry[];
}

/** What a user can request: bundles first, then by account. */
export const requestableGroups = ({ accounts, bundles }: Requestable): readonly Group[] => [
  ...(bundles.length === 0
    ? []
    : [
        {
          name: 'Bundles',
          title: bold(text`Bundles`),
          entries: bundles.map(({ name, description, roles }) => ({
            name,
            description,
            details: count(roles.length, 'role'),
          })),
        },
      ]),
  ...accounts.map(({ account, roles }) => ({
    name: account.name,
    title: text`${bold(text`${account.name}`)} (${account.id})`,
    entries: roles.map(({ name, description, durationMinutes: { max } }) => ({
      name,
      description,
      details: `up to ${formatDuration(max)}`,
    })),
  })),
];

export const entryLine = ({ name, description, details }: Entry, most: number): Text =>
  description === '' ? text`${code(name)} (${details})` : text`${code(name)}: ${clip(description, most)} (${details})`;

export const optionDescription = ({ description, details }: Entry): string =>
  `${details.charAt(0).toUpperCase()}${details.slice(1)}. ${description}`.trimEnd();

/** The title of a group of options that does not show all that were found. */
export const groupLabel = (name: string, shown: number, found: number): string =>
  shown === found ? name : `${name} (${shown} of ${found}: type to search)`;

/** Names of an account that are too many for one line each. */
export const entryNames = (entries: readonly Entry[], most: number): Text => {
  const all = firstNamed(
    entries.map(({ name }) => code(name)),
    most,
  );
  return entries.length > most ? text`${all}: search for them in the form` : all;
};

/** The list in one text, for notifications and screen readers. */
export const listText = (
  open: readonly Request[],
  { toDecide, toReview }: { readonly toDecide: number; readonly toReview: number },
  { accounts, bundles, blocked }: Requestable,
  catalog: Catalog,
): Text => {
  const roles = accounts.reduce((sum, account) => sum + account.roles.length, 0);
  const names =
    open.length === 0
      ? undefined
      : text`: ${codes(
          open.map(({ requested }) => requested.target),
          15,
        )}`;
  const decisions = toDecide === 0 ? undefined : text`, and ${words(count(toDecide, 'request'))} to decide`;
  const reviews =
    toReview === 0
      ? undefined
      : text`, and ${words(toReview === 1 ? '1 emergency' : `${toReview} emergencies`)} to review`;
  const has = text`You have ${words(count(open.length, 'open request'))}${names}${decisions}${reviews}.`;
  if (blocked !== undefined) return text`${has} ${explainBlocked(blocked, catalog).why}`;
  return text`${has} You can request ${words(count(roles, 'role'))} and ${words(count(bundles.length, 'bundle'))} with ${code('/assume NAME')}.`;
};

export const LIST = {
  open: bold(text`Your access and requests`),
  none: bold(text`You have no access and no pending requests.`),
  toDecide: bold(text`Requests for you to decide`),
  toReview: bold(text`Emergencies for you to review`),
  requestable: text`${bold(text`What you can request`)} with ${code('/assume NAME')}`,
  nothingRequestable: text`There is nothing that you can request.`,
} as const;

/** What a list leaves out, and where to find it. */
export const leftOutText = (more: number, what: 'open' | 'to_decide' | 'requestable' | 'accounts' | 'other'): Text => {
  switch (what) {
    case 'open':
      return text`and ${more} more: end them with ${code('/assume end NAME')}.`;
    case 'to_decide':
      return text`and ${more} more: the Home tab shows them.`;
    case 'requestable':
      return text`and ${more} more: type ${code('/assume')} and search for them in the form.`;
    case 'accounts':
      return text`and ${words(count(more, 'more account'))}: search for their roles in the form.`;
    case 'other':
      return text`and ${more} more, not shown here.`;
    default:
      return what satisfies never;
  }
};

export const unreadGroupsText = ({ unread }: Pick<Requestable, 'unread'>): Text =>
  text`This list is not complete: the bot could not read ${named(unread)}. Try again in a few minutes.`;

/** Who decides in whose place, for both of them. */
export const delegationText = ({ by, to, until }: Delegation): Text =>
  text`${user(to)} decides in the place of ${user(by)} until ${until}.`;

/** The headings of the Home tab, and what it shows where a part is empty. */
export const HOME = {
  lockdown: 'Lockdown',
  held: 'Active access',
  none: 'You have no access at the moment.',
  pending: 'Pending requests',
  toDecide: 'Requests for you to decide',
  toReview: 'Emergencies for you to review',
  requestable: 'Available access',
  nothingRequestable: 'There is nothing that you can request.',
  recent: 'Recent requests',
} as const;
