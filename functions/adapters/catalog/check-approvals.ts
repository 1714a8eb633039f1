import { tooFewApprovers, whoCanApprove } from '../../core/authority/satisfiable.ts';
import { stagesOf } from '../../core/authority/stages.ts';
import type { RoleRule, Stage, Who } from '../../core/catalog/catalog.ts';
import type { SlackUserId } from '../../core/names.ts';
import type { Path } from './problems.ts';
import type { Source } from './read.ts';
import { type MembersOf, type Schedules, seenBy, timesOf } from './seen-people.ts';

type Rule = Pick<RoleRule, 'stages' | 'requesters' | 'approvers' | 'approvals' | 'allowSelfApproval' | 'escalation'>;

/** The users who are in both of two lists, as far as the file shows it; otherwise one of the lists. */
export const inBoth = (one: readonly Who[], other: readonly Who[]): readonly Who[] => {
  const isOpen = (who: readonly Who[]): boolean => who.some(({ kind }) => kind === 'everyone');
  const areUsers = (who: readonly Who[]): boolean => who.every(({ kind }) => kind === 'user');
  if (isOpen(one) || !areUsers(one)) return isOpen(other) ? one : other;
  if (isOpen(other) || !areUsers(other)) return one;
  const ids = new Set(other.map((who) => JSON.stringify(who)));
  return one.filter((who) => ids.has(JSON.stringify(who)));
};

const OWN = 'users cannot approve their own requests, and too few others can; add approvers or allowSelfApproval';

const namesOf = (who: readonly Who[], members: readonly SlackUserId[]): string =>
  [
    ...members,
    ...who.flatMap((one) => (one.kind === 'onCall' && members.length === 0 ? [`the users on call for ${one.id}`] : [])),
  ].join(' and ');

/** The users who are seen to request at one time, and of them those whose requests could never be approved. */
const stuckAt = (rule: Rule, stages: readonly Stage[], membersOf: MembersOf) => {
  const { requesters } = rule;
  const isOpen = requesters.some(({ kind }) => kind === 'everyone');
  const known = requesters.map(membersOf);
  const approvers = stages.flatMap((stage) => stage.approvers);
  const asking = isOpen
    ? whoCanApprove(approvers, seenBy(undefined, rule, membersOf))
    : [...new Set(known.flatMap((members) => members ?? []))];
  const stuck = asking.filter((user) => tooFewApprovers(stages, seenBy(user, rule, membersOf)) !== undefined);
  const isEveryone = !isOpen && known.every((members) => members !== undefined) && stuck.length === asking.length;
  return { stuck, isEveryone: isEveryone && asking.length > 0 };
};

/** Reports rules under which a request could never be approved, as far as the file alone shows it. */
export const checkApprovals = (
  rule: Rule,
  at: { readonly rule: Path; readonly approvals: Path },
  { source, onCall = {} }: { readonly source: Source; readonly onCall?: Schedules | undefined },
): void => {
  const { approvals, requesters } = rule;
  const secondLine = rule.escalation?.approvers ?? [];
  const stages = stagesOf(rule).map((stage) => ({ ...stage, approvers: [...stage.approvers, ...secondLine] }));
  const { rotation, times } = timesOf([...requesters, ...stages.flatMap((stage) => stage.approvers)], onCall);
  const lacks = times.map((membersOf) => tooFewApprovers(stages, seenBy(undefined, rule, membersOf)));
  const [lack] = lacks;
  if (lack !== undefined && lacks.every((one) => one !== undefined)) {
    const who = rotation === undefined ? lack.left.join(', ') : `one user at a time for ${rotation}`;
    if (lack.left.length > 0)
      source.problem(
        at.approvals,
        `${approvals} approvals by different users are required, but those who are listed (${who}) can give only ${approvals - lack.missing}; no request could ever be approved`,
      );
    return;
  }
  const found = times.map((membersOf) => stuckAt(rule, stages, membersOf));
  const always = (found[0]?.stuck ?? []).filter((user) => found.every(({ stuck }) => stuck.includes(user)));
  if (found.every(({ isEveryone }) => isEveryone))
    source.problem(
      at.rule,
      `no request could ever be approved: ${namesOf(requesters, always)} may request the role, but ${OWN}`,
    );
  else if (always.length > 0)
    source.warning(at.rule, `requests of ${always.join(' or ')} could never be approved: ${OWN}`);
};
