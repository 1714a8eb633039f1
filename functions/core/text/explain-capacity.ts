import type { CapacityRefusal } from '../trust/capacity.ts';
import { type Explained, explainBy } from './explain.ts';

const figure = (count: number): string => count.toLocaleString('en-US');

export const CAPACITY_REFUSALS: Explained<CapacityRefusal> = {
  does_not_fit: (refusal) => ({
    why: `The ${refusal.document} in IAM is full: it would need ${figure(refusal.neededChars)} characters, and its quota leaves ${figure(Math.max(0, refusal.quotaChars))}.`,
    next: refusal.document === 'identity policy' ? freeUserPolicy(refusal) : FREE_ROLE[refusal.document],
  }),
  session_name_taken: (refusal) => ({
    why: `Another user has this role under the session name "${refusal.sessionName}", so the bot could not tell the sessions apart.`,
    next: 'Request it again a few hours after the other access ends, or ask the maintainers of the catalog for different session names.',
  }),
};

export const explainCapacityRefusal = explainBy(CAPACITY_REFUSALS);

const FREE_ROLE = {
  'trust policy':
    'Request it again when the access of another user has ended, or have the quota "Role trust policy length" of the account raised.',
  'session guard':
    'Request it again when the access of another user has ended, or have inline policies of the role replaced by managed policies.',
} as const;

const freeUserPolicy = ({ fittingRoles }: Extract<CapacityRefusal, { document: 'identity policy' }>): string =>
  fittingRoles > 0
    ? `Request at most ${fittingRoles} of these roles at once, or end other access first.`
    : 'End other access first, or have inline policies of your IAM user replaced by managed policies.';
