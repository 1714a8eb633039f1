import { isSatisfiable, type PeopleWorld, whoCanApprove } from '../../core/authority/satisfiable.ts';
import type { RoleRule } from '../../core/catalog/catalog.ts';
import type { Path } from './problems.ts';
import type { Source } from './read.ts';

/** The file says nothing about who is in a group, on call, or deactivated. People in it have different AWS identities. */
const STATIC: PeopleWorld = { membersOf: () => undefined, canApprove: () => true, isSamePerson: () => false };

type Rule = Pick<RoleRule, 'requesters' | 'approvers' | 'approvals' | 'allowSelfApproval' | 'escalation'>;

/** Reports rules under which a request could never be approved, as far as the file alone shows it. */
export const checkApprovals = (
  rule: Rule,
  at: { readonly role: Path; readonly approvals: Path },
  source: Source,
): void => {
  const atAll = isSatisfiable(rule, undefined, STATIC);
  if (typeof atAll !== 'string') {
    const names = atAll.candidates.join(', ');
    if (atAll.candidates.length > 0)
      source.problem(
        at.approvals,
        `${rule.approvals} different people have to approve, and approvers names only ${atAll.candidates.length} (${names}); no request could ever be approved`,
      );
    return;
  }
  const isOpen = rule.requesters.some(({ kind }) => kind === 'everyone');
  const named = rule.requesters.flatMap((one) => (one.kind === 'user' ? one.id : []));
  const asking = isOpen ? whoCanApprove(rule, undefined, STATIC).known : named;
  const stuck = asking.filter((requester) => typeof isSatisfiable(rule, requester, STATIC) !== 'string');
  if (stuck.length === 0) return;
  const why = 'people cannot approve their own requests, and too few others may; add approvers or allowSelfApproval';
  if (stuck.length === rule.requesters.length && !isOpen)
    source.problem(at.role, `no request could ever be approved: ${stuck.join(' and ')} may ask, but ${why}`);
  else source.warning(at.role, `requests of ${stuck.join(' or ')} could never be approved: ${why}`);
};
