import type { RoleArn } from '../../names.ts';
import { breakProblems } from './break-problems.ts';
import type { TerraformFacts } from './facts.ts';
import type { JudgedCall } from './judge.ts';
import { broken, type StateProblem } from './problems.ts';

/** Whether only the grant is missing: the trust policy of a role does not admit the user, and nothing denies it. */
const isNotGranted = ({ breaks }: JudgedCall): boolean =>
  breaks.some(({ kind, side }) => kind === 'missing' && side === 'resource') &&
  !breaks.some(({ kind }) => kind === 'denied');

/** Roles that the user may not assume. Without a grant, the fix is a request; the bot writes the trust policy. */
export const grantProblems = (facts: TerraformFacts, assumed: readonly JudgedCall[]): readonly StateProblem[] => {
  const { user, bundle } = facts;
  if (user === undefined) return [];
  const missing = assumed.filter(isNotGranted);
  const others = assumed.filter((one) => !isNotGranted(one));
  return [
    ...missing.map(({ call: { resource }, index }) => ({
      ...broken('state_not_granted', { user: user.principal.sessionName, role: resource, bundle }),
      step: index,
    })),
    ...breakProblems(others, (others[0]?.call.resource ?? '') as RoleArn),
  ];
};
