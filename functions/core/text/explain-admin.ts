import type { MembershipUnknown } from '../authority/answer.ts';
import type { SeeRefusal } from '../authority/authority.ts';
import type { AdminRefusal } from '../authority/revocation.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { quote } from '../schedule/duration.ts';
import { type Explanation, explainAccountRefusal, listed, unreadNames, unreadText } from './explain.ts';

const askAdmins = ({ settings }: Catalog): Pick<Explanation, 'ask'> =>
  settings.admins.length === 0 ? {} : { ask: settings.admins };

/** Why something that admins do was not done. */
export const explainAdminRefusal = (refusal: AdminRefusal, catalog: Catalog): Explanation => {
  switch (refusal.kind) {
    case 'workspace_unknown':
    case 'outside_workspace':
    case 'not_a_member':
      return explainAccountRefusal(refusal);
    case 'not_an_admin':
      return {
        why: 'Only admins of the bot can do this, and you are not among them.',
        next: 'Have one of them do it; they are named in the settings of the catalog.',
        ...askAdmins(catalog),
      };
    case 'membership_unknown':
      return explainUnknownAdmin(refusal, catalog);
    case 'admin_reason_missing':
      return {
        why: 'A reason is needed: it is recorded and told.',
        next: 'Write it at the end.',
        tryThis: `/assume ${refusal.tryThis}`,
      };
    case 'unknown_access':
      return unknownAccess(refusal, { next: 'To take everything, write "all" in the place of the name.' });
    default:
      return refusal satisfies never;
  }
};

/** Why somebody was not shown who holds what. */
export const explainWhoRefusal = (refusal: SeeRefusal | MembershipUnknown, catalog: Catalog): Explanation => {
  switch (refusal.kind) {
    case 'workspace_unknown':
    case 'outside_workspace':
    case 'not_a_member':
      return explainAccountRefusal(refusal);
    case 'membership_unknown':
      return explainUnknownAdmin(refusal, catalog);
    case 'unknown_access':
      return unknownAccess(refusal, { next: 'See what there is for you.', tryThis: '/assume list' });
    case 'not_yours_to_see':
      return {
        why: 'Who holds what is shown to its approvers and to admins of the bot.',
        next: 'Ask one of them, or see what is yours.',
        tryThis: '/assume who',
        ...(refusal.approvers.length === 0 ? askAdmins(catalog) : { ask: refusal.approvers }),
      };
    default:
      return refusal satisfies never;
  }
};

/** The same answer wherever it is not known whether a user is an admin. */
export const explainUnknownAdmin = (refusal: MembershipUnknown, catalog: Catalog): Explanation => ({
  why: `The bot could not read ${unreadText(refusal)}, so it cannot tell whether you may do this.`,
  next: 'Try again in a few minutes, or use the command line of the bot.',
  ...unreadNames(refusal),
  ...askAdmins(catalog),
});

const unknownAccess = (
  { name, nearest }: { readonly name: string; readonly nearest: readonly string[] },
  otherwise: Pick<Explanation, 'next' | 'tryThis'>,
): Explanation => ({
  why: `There is no role or bundle called ${quote(name)}.`,
  ...otherwise,
  ...(nearest.length === 0 ? {} : { next: `Did you mean ${listed(nearest, 'or')}? ${otherwise.next}` }),
});
