import type { MembershipUnknown } from '../authority/answer.ts';
import type { SeeRefusal } from '../authority/authority.ts';
import type { AdminRefusal } from '../authority/revocation.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { quote } from '../schedule/duration.ts';
import {
  ACCOUNT_REFUSALS,
  contactAdmins,
  type Explained,
  type Explanation,
  explainBy,
  listed,
  unreadNames,
  unreadText,
} from './explain.ts';

const ADMIN_REFUSALS: Explained<AdminRefusal, Catalog> = {
  ...ACCOUNT_REFUSALS,
  not_an_admin: (_, catalog) => ({
    why: 'Only admins of the bot can do this, and you are not among them.',
    next: 'Have one of them do it; they are named in the settings of the catalog.',
    ...contactAdmins(catalog),
  }),
  membership_unknown: (refusal, catalog) => explainUnknownAdmin(refusal, catalog),
  admin_reason_missing: (refusal) => ({
    why: 'A reason is needed: it is recorded and told.',
    next: 'Write it at the end.',
    tryThis: `/assume ${refusal.tryThis}`,
  }),
  unknown_access: (refusal) =>
    unknownAccess(refusal, { next: 'To take everything, write "all" in the place of the name.' }),
};

/** Why something that admins do was not done. */
export const explainAdminRefusal = (refusal: AdminRefusal, catalog: Catalog): Explanation =>
  explainBy(ADMIN_REFUSALS, refusal, catalog);

const WHO_REFUSALS: Explained<SeeRefusal | MembershipUnknown, Catalog> = {
  ...ACCOUNT_REFUSALS,
  membership_unknown: (refusal, catalog) => explainUnknownAdmin(refusal, catalog),
  unknown_access: (refusal) => unknownAccess(refusal, { next: 'See what there is for you.', tryThis: '/assume list' }),
  not_yours_to_see: (refusal, catalog) => ({
    why: 'Who holds what is shown to its approvers and to admins of the bot.',
    next: 'Ask one of them, or see what is yours.',
    tryThis: '/assume who',
    ...(refusal.approvers.length === 0 ? contactAdmins(catalog) : { contacts: refusal.approvers }),
  }),
};

/** Why somebody was not shown who holds what. */
export const explainWhoRefusal = (refusal: SeeRefusal | MembershipUnknown, catalog: Catalog): Explanation =>
  explainBy(WHO_REFUSALS, refusal, catalog);

/** The same answer wherever it is not known whether a user is an admin. */
export const explainUnknownAdmin = (refusal: MembershipUnknown, catalog: Catalog): Explanation => ({
  why: `The bot could not read ${unreadText(refusal)}, so it cannot tell whether you may do this.`,
  next: 'Try again in a few minutes, or use the command line of the bot.',
  ...unreadNames(refusal),
  ...contactAdmins(catalog),
});

const unknownAccess = (
  { name, nearest }: { readonly name: string; readonly nearest: readonly string[] },
  otherwise: Pick<Explanation, 'next' | 'tryThis'>,
): Explanation => ({
  why: `There is no role or bundle called ${quote(name)}.`,
  ...otherwise,
  ...(nearest.length === 0 ? {} : { next: `Did you mean ${listed(nearest, 'or')}? ${otherwise.next}` }),
});
