import { defined } from '../../defined.ts';
import type { RoleArn } from '../../names.ts';
import { breakProblems } from './break-problems.ts';
import type { TerraformFacts } from './facts.ts';
import type { JudgedCall } from './judge.ts';
import { broken, type StateProblem } from './problems.ts';

/**
 * Whether only the grant is missing: the trust policy of a role does not admit the user, or the bot has not written the policy of a user
 * whose policies it manages, and nothing denies the call.
 */
const isNotGranted = ({ breaks }: JudgedCall, isManaged: boolean): boolean =>
  !breaks.some(({ kind }) => kind === 'denied') &&
  breaks.some(({ kind, side }) => kind === 'missing' && (side === 'resource' || (isManaged && side === 'identity')));

/** Roles that the user may not assume. Without a grant, the fix is a request; the bot writes the trust policy. */
export const grantProblems = (facts: TerraformFacts, assumed: readonly JudgedCall[]): readonly StateProblem[] => {
  const { user, bundle } = facts;
  if (user === undefined) return [];
  const { principal, identity } = user;
  const isManaged = principal.kind === 'iam-user' && principal.identity === 'managed';
  const missing = assumed.filter((one) => isNotGranted(one, isManaged));
  const others = assumed.filter((one) => !missing.includes(one));
  // The state and several providers can use one role.
  const byRole = [...Map.groupBy(missing, ({ call }) => call.resource)];
  if (identity.kind === 'missing') {
    const arn = principal.kind === 'iam-user' ? principal.arn : principal.roleArnPattern;
    return [broken('state_user_missing', { arn })];
  }
  return [
    ...byRole.map(([role, [first]]) => ({
      ...broken('state_not_granted', { user: principal.sessionName, role, bundle }),
      ...defined({ step: first?.index }),
    })),
    ...breakProblems(others, (others[0]?.call.resource ?? '') as RoleArn),
  ];
};
