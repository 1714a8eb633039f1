import type { CapacityRefusal } from '../trust/capacity.ts';
import type { GrantRefusal } from '../trust/grant-refusal.ts';
import { type Explained, explainBy, listed } from './explain.ts';

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

const GRANT_REFUSALS: Explained<GrantRefusal> = {
  ...CAPACITY_REFUSALS,
  no_such_user: (refusal) => ({
    why: `The IAM user ${refusal.userArn} does not exist.`,
    next: 'Have the user created in IAM, or its name corrected in the catalog, then request it again.',
  }),
  user_name_differs: (refusal) => ({
    why: `IAM now spells the name of ${refusal.userArn} as "${refusal.userName}", and conditions are case-sensitive.`,
    next: 'Request it again. The bot uses the new name.',
  }),
  old_policy_version: () => ({
    why: 'The trust policy of the role contains policy variables in foreign statements, and its Version is not 2012-10-17.',
    next: 'Have the Version of the trust policy set to 2012-10-17, then request it again.',
  }),
  account_trusted: (refusal) => ({
    why: `The trust policy of ${refusal.roleArn} trusts the whole account ${refusal.accountId}, where you could choose a session name that the bot cannot end.`,
    next: 'Have that account removed from the trust policy, then request it again.',
  }),
  conditions_bypassed: ({ roleArn, sid }) => ({
    why: `${sid === undefined ? 'A statement' : `The statement "${sid}"`} of the trust policy of ${roleArn} would let you in without the conditions of the catalog.`,
    next: 'Have that statement removed or given the same conditions, then request it again.',
  }),
  another_hub: (refusal) => ({
    why: `Another installation of the bot manages this role: IAM contains its statements ${listed(refusal.marks.map((mark) => (mark === '' ? 'of the default name' : `with the mark ${mark}`)))}.`,
    next: 'Have the role removed from one of the two catalogs, then request it again.',
  }),
};

export const explainGrantRefusal = explainBy(GRANT_REFUSALS);
