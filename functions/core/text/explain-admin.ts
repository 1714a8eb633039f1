import type { MembershipUnknown } from '../authority/answer.ts';
import type { AdminRefusal } from '../authority/revocation.ts';
import type { SeeRefusal } from '../authority/sight.ts';
import type { Catalog } from '../catalog/catalog.ts';
import {
  didYouMean,
  type Explained,
  type Explanation,
  explainBy,
  unknownName,
  unreadNames,
  unreadText,
} from './explain.ts';
import { ACCOUNT_REFUSALS } from './explain-account.ts';

const ADMIN_REFUSALS: Explained<AdminRefusal, [Catalog]> = {
  ...ACCOUNT_REFUSALS,
  not_an_admin: (_, catalog) => ({
    why: 'Only admins of the bot can do this.',
    next: 'Ask an admin, or have yourself added to the admins in the settings of the catalog.',
    contacts: catalog.settings.admins,
  }),
  membership_unknown: (refusal, catalog) => explainUnknownAdmin(refusal, catalog),
  admin_reason_missing: (refusal) => ({
    why: 'A reason is required: it is recorded, and the users concerned are notified of it.',
    next: 'Add the reason at the end.',
    tryThis: `/assume ${refusal.tryThis}`,
  }),
  scope_unclear: ({ person, target, why }) => {
    const ended = target ?? (person === undefined ? 'all access of all users' : 'all access');
    return {
      why: `This would end ${ended}, and the reason names other access. Nothing was ended.`,
      next: 'To end it, begin the reason with "because". To end other access, revoke one role or bundle of a user at a time.',
      tryThis: person === undefined ? `/assume lockdown on because ${why}` : `/assume who <@${person}>`,
    };
  },
  nothing_named: ({ person, name, nearest }) => ({
    why:
      name === ''
        ? 'The name of the role or bundle is missing, so nothing was ended.'
        : `${unknownName(name)} Nothing was ended.`,
    next: didYouMean(nearest, 'Write a name after the user, or "all" to end all of their access.'),
    tryThis: `/assume who <@${person}>`,
  }),
};

export const explainAdminRefusal = explainBy(ADMIN_REFUSALS);

const WHO_REFUSALS: Explained<SeeRefusal | MembershipUnknown, [Catalog]> = {
  ...ACCOUNT_REFUSALS,
  membership_unknown: (refusal, catalog) => explainUnknownAdmin(refusal, catalog),
  unknown_access: ({ name, nearest }) => ({
    why: unknownName(name),
    next: didYouMean(nearest, 'List the names that you can use.'),
    tryThis: '/assume list',
  }),
  not_yours_to_see: (refusal, catalog) => ({
    why: 'Only its approvers and admins of the bot can see who has this access.',
    next: 'Ask one of them, or list your own access.',
    tryThis: '/assume who',
    contacts: refusal.approvers.length === 0 ? catalog.settings.admins : refusal.approvers,
  }),
};

export const explainWhoRefusal = explainBy(WHO_REFUSALS);

/** The same answer wherever it is not known whether a user is an admin. */
export const explainUnknownAdmin = (refusal: MembershipUnknown, catalog: Catalog): Explanation => ({
  why: `The bot could not read ${unreadText(refusal)}, so it cannot tell whether you are allowed to do this.`,
  next: 'Try again in a few minutes, or ask an operator to use the CLI.',
  ...unreadNames(refusal),
  contacts: catalog.settings.admins,
});
