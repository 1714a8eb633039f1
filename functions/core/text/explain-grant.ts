import type { GrantRefusal } from '../trust/grant-refusal.ts';
import { type Explained, explainBy, listed } from './explain.ts';
import { CAPACITY_REFUSALS } from './explain-capacity.ts';

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
