import type { RoleRule } from '../catalog/catalog.ts';
import type { AccessName, SlackUserId } from '../names.ts';
import type { Request, RequestedAccess } from '../request/request.ts';
import { type Answer, type Evidence, joined, no, unknown, yes } from './answer.ts';
import { type AccountRefusal, type Actor, refuseAccount, statusOf } from './directory.ts';
import { type AuthorityWorld, among, type Membership } from './membership.ts';

/** A user who acts, from a signed Slack payload; or a user ID, when a stored decision is checked again. */
export type By = Actor | SlackUserId;

export const idOf = (by: By): SlackUserId => (typeof by === 'string' ? by : by.id);

/** Whether the Slack account may act. A stored decision is judged by the current status of the account. */
export const refuseBy = (by: By, { directory }: AuthorityWorld): AccountRefusal | undefined => {
  if (typeof by !== 'string') return refuseAccount(by, directory);
  const accountStatus = statusOf(by, directory);
  return accountStatus === 'member' ? undefined : { kind: 'not_a_member', accountStatus };
};

export const accountEvidence = (user: SlackUserId, { directory }: AuthorityWorld): Evidence => {
  const account = directory.people[user];
  return account ? [{ kind: 'account', user, status: account.accountStatus, readAt: account.readAt }] : [];
};

export type RequestAuthorityRefusal =
  | AccountRefusal
  | { readonly kind: 'no_emergencies'; readonly name: AccessName }
  | { readonly kind: 'not_a_requester'; readonly rule: RoleRule }
  | { readonly kind: 'not_an_emergency_requester'; readonly rule: RoleRule }
  | { readonly kind: 'not_for_others' }
  | { readonly kind: 'other_refused'; readonly of: SlackUserId; readonly why: 'not_a_member' | 'not_a_requester' };

/** Whether a user may request some roles for themselves or, `by` another user, on their behalf. */
export const mayRequest = (
  { by, holder, rules, isEmergency }: { by: By; holder: SlackUserId; rules: readonly RoleRule[]; isEmergency: boolean },
  world: AuthorityWorld,
): Answer<RequestAuthorityRefusal> => {
  const account = refuseBy(by, world);
  if (account !== undefined) return no(account);
  const isForOther = idOf(by) !== holder;
  const evidence: Evidence[] = [accountEvidence(idOf(by), world), accountEvidence(holder, world)];
  for (const { onBehalfOf = [] } of isForOther ? rules : []) {
    const found = among(onBehalfOf, idOf(by), world);
    if (found.answer === 'unknown') return unknown(found.unread);
    if (found.answer === 'no' || isEmergency) return no({ kind: 'not_for_others' });
    evidence.push(found.evidence);
  }
  if (isForOther && statusOf(holder, world.directory) !== 'member')
    return no({ kind: 'other_refused', of: holder, why: 'not_a_member' });
  for (const rule of rules) {
    const requesters = isEmergency ? rule.emergency?.requesters : rule.requesters;
    if (requesters === undefined) return no({ kind: 'no_emergencies', name: rule.name });
    const found = among(requesters, holder, world);
    if (found.answer === 'unknown') return unknown(found.unread);
    if (found.answer === 'no' && isForOther) return no({ kind: 'other_refused', of: holder, why: 'not_a_requester' });
    if (found.answer === 'no')
      return no({ kind: isEmergency ? 'not_an_emergency_requester' : 'not_a_requester', rule });
    evidence.push(found.evidence);
  }
  return yes(joined(...evidence), {});
};

/**
 * An account that was not read yet may be a guest. Requests and approvals are checked again before access is opened,
 * but ends of access and reviews of emergencies are not.
 */
export const refuseUnread = (by: By, found: Membership, { directory }: AuthorityWorld) =>
  typeof by !== 'string' && found.answer === 'yes' && found.evidence.length > 0 && directory.people[by.id] === undefined
    ? unknown([by.id])
    : undefined;

/** Whether a user is an admin. An admin who is listed by user ID does not depend on a group. */
export const mayAdminister = (
  by: By,
  world: AuthorityWorld,
): Answer<AccountRefusal | { readonly kind: 'not_an_admin' }> => {
  const account = refuseBy(by, world);
  if (account !== undefined) return no(account);
  const found = among(world.catalog.settings.admins, idOf(by), world);
  if (found.answer === 'unknown') return unknown(found.unread);
  if (found.answer === 'no') return no({ kind: 'not_an_admin' });
  return refuseUnread(by, found, world) ?? yes(found.evidence, {});
};

/** Whether a user may end or cancel a request: their own, or as an admin any. */
export const mayEnd = (
  by: By,
  { requested, status }: Pick<Request, 'requested' | 'status'>,
  world: AuthorityWorld,
): Answer<AccountRefusal | { readonly kind: 'not_yours' }, { readonly isOwn: boolean }> => {
  const account = refuseBy(by, world);
  if (account !== undefined) return no(account);
  // The user who requested on behalf of another can cancel the pending request. Only the holder ends access.
  const isOwn = requested.by === idOf(by) || (requested.via === idOf(by) && status.kind === 'pending');
  if (isOwn) return yes([], { isOwn });
  const admin = mayAdminister(by, world);
  if (admin.answer === 'no') return no({ kind: 'not_yours' });
  return admin.answer === 'unknown' ? admin : yes(admin.evidence, { isOwn });
};

/** Whether a user may ask for more time: the holder alone, as long as the rule names them as a requester. */
export const mayExtend = (
  by: By,
  requested: Pick<RequestedAccess, 'by'>,
  rules: readonly RoleRule[],
  world: AuthorityWorld,
): Answer<RequestAuthorityRefusal | { readonly kind: 'not_yours_to_extend' }> => {
  const account = refuseBy(by, world);
  if (account !== undefined) return no(account);
  if (requested.by !== idOf(by)) return no({ kind: 'not_yours_to_extend' });
  return mayRequest({ by, holder: requested.by, rules, isEmergency: false }, world);
};
