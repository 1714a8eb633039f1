import type { Role, Who } from '../catalog/catalog.ts';
import { findAccess, own, rolesOf, type UnknownAccess } from '../catalog/lookup.ts';
import type { AccessName, SlackUserId } from '../names.ts';
import type { Request } from '../request/request.ts';
import { type Answer, no, unknown, yes } from './answer.ts';
import { mayAdminister, refuseBy } from './authority.ts';
import type { AccountRefusal, Actor } from './directory.ts';
import { type AuthorityWorld, among, type Membership, unreadOf } from './membership.ts';

/** The subject of `who`. */
export type WhoAbout =
  | { readonly kind: 'me' }
  | { readonly kind: 'person'; readonly id: SlackUserId }
  | { readonly kind: 'access'; readonly name: string };

export type SeeRefusal =
  | AccountRefusal
  | UnknownAccess
  | { readonly kind: 'not_yours_to_see'; readonly approvers: readonly Who[] };

/** What a user may see: the requests of one user, or the holders of one role or bundle. */
export type Sight =
  | { readonly kind: 'of_person'; readonly id: SlackUserId; readonly isVisible: (request: Request) => boolean }
  | { readonly kind: 'of_access'; readonly name: AccessName };

/** Users see their own requests and the requests that they can approve; admins see everything. */
export const maySee = (about: WhoAbout, actor: Actor, world: AuthorityWorld): Answer<SeeRefusal, Sight> => {
  const account = refuseBy(actor, world);
  if (account !== undefined) return no(account);
  const { catalog } = world;
  const admin = mayAdminister(actor, world);
  const membershipOf = ({ rules }: Role): Membership =>
    among(
      rules.flatMap(({ approvers }) => approvers),
      actor.id,
      world,
    );
  const refuse = (approvers: readonly Who[], judged: readonly Membership[]) => {
    const unread = [...new Set([...unreadOf(judged), ...(admin.answer === 'unknown' ? admin.refusal.unread : [])])];
    return unread.length > 0 ? unknown(unread) : no({ kind: 'not_yours_to_see', approvers } as const);
  };
  if (about.kind === 'access') {
    const found = findAccess(catalog, about.name);
    if (found.kind === 'unknown_access') return no(found);
    const judged = found.roles.map(membershipOf);
    if (admin.answer === 'yes' || judged.every(({ answer }) => answer === 'yes'))
      return yes([], { kind: 'of_access', name: found.name });
    const isCertain = judged.some(({ answer }) => answer === 'no');
    const approvers = found.roles.flatMap(({ rules }) => rules.flatMap(({ approvers: of }) => of));
    return refuse(approvers, isCertain ? [] : judged);
  }
  const id = about.kind === 'me' ? actor.id : about.id;
  if (id === actor.id || admin.answer === 'yes') return yes([], { kind: 'of_person', id, isVisible: () => true });
  const judged = rolesOf(catalog).map(membershipOf);
  if (judged.every(({ answer }) => answer !== 'yes')) return refuse([], judged);
  const isVisible = ({ requested }: Request) =>
    requested.roles.some(({ name }) => {
      const role = own<Role>(catalog.roles, name);
      return role !== undefined && membershipOf(role).answer === 'yes';
    });
  return yes([], { kind: 'of_person', id, isVisible });
};
