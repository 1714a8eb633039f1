import { type PeopleWorld, tooFewApprovers, whoCanApprove } from '../../core/authority/satisfiable.ts';
import { stagesOf } from '../../core/authority/stages.ts';
import type { RoleRule } from '../../core/catalog/catalog.ts';
import type { SlackUserId } from '../../core/names.ts';
import type { Path } from './problems.ts';
import type { Source } from './read.ts';

type Rule = Pick<RoleRule, 'stages' | 'requesters' | 'approvers' | 'approvals' | 'allowSelfApproval' | 'escalation'>;

/** The file does not show the members of groups, who is on call, or who is deactivated. Its users have different AWS identities. */
const seenBy = (
  requester: SlackUserId | undefined,
  { allowSelfApproval }: Pick<Rule, 'allowSelfApproval'>,
): PeopleWorld => ({
  membersOf: (who) => (who.kind === 'user' ? [who.id] : undefined),
  canApprove: (user) => allowSelfApproval || user !== requester,
  isSameUser: () => false,
});

/** Reports rules under which a request could never be approved, as far as the file alone shows it. */
export const checkApprovals = (
  rule: Rule,
  at: { readonly rule: Path; readonly approvals: Path },
  source: Source,
): void => {
  const { approvals, requesters } = rule;
  const secondLine = rule.escalation?.approvers ?? [];
  const stages = stagesOf(rule).map((stage) => ({ ...stage, approvers: [...stage.approvers, ...secondLine] }));
  const atAll = tooFewApprovers(stages, seenBy(undefined, rule));
  if (atAll !== undefined) {
    const { left } = atAll;
    if (left.length > 0)
      source.problem(
        at.approvals,
        `${approvals} approvals by different users are required, but those who are listed (${left.join(', ')}) can give only ${approvals - atAll.missing}; no request could ever be approved`,
      );
    return;
  }
  const isOpen = requesters.some(({ kind }) => kind === 'everyone');
  const named = requesters.flatMap((one) => (one.kind === 'user' ? one.id : []));
  const approvers = stages.flatMap((stage) => stage.approvers);
  const deciding = isOpen ? whoCanApprove(approvers, seenBy(undefined, rule)) : named;
  const stuck = deciding.filter((user) => tooFewApprovers(stages, seenBy(user, rule)) !== undefined);
  if (stuck.length === 0) return;
  const why = 'users cannot approve their own requests, and too few others can; add approvers or allowSelfApproval';
  if (stuck.length === requesters.length && !isOpen)
    source.problem(
      at.rule,
      `no request could ever be approved: ${stuck.join(' and ')} may request the role, but ${why}`,
    );
  else source.warning(at.rule, `requests of ${stuck.join(' or ')} could never be approved: ${why}`);
};
