import { error, note, warning } from './severity.ts';

export type Trust = Record<'where' | 'arn', string>;
export const given = (conditions: readonly string[]): string =>
  conditions.length === 0 ? '' : ` if ${conditions.join(', ')} is met`;
const lowerFirst = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
export const removeStatement = ({ where, arn }: Trust): string =>
  `Remove statement ${where} from the trust policy of ${arn}`;

const MOST_NAMED = 5;
const named = (ids: readonly string[]): string =>
  ids.length > MOST_NAMED
    ? `${ids.slice(0, MOST_NAMED).join(', ')} and ${ids.length - MOST_NAMED} more`
    : ids.join(', ');

export const TRUST_FINDINGS = {
  trust_open_to_all: error<Trust>((values) => [
    `Statement ${values.where} of the trust policy lets any AWS account in, at any time.`,
    `${removeStatement(values)} immediately.`,
  ]),
  trust_permanent_user: error<Trust & { ids: readonly string[] }>((values) => [
    `Statement ${values.where} of the trust policy gives ${values.ids.join(', ')} permanent access.`,
    `${removeStatement(values)}; they can request the role instead.`,
  ]),
  trust_bypasses_conditions: error<Trust & { ids: readonly string[] }>((values) => [
    `Statement ${values.where} of the trust policy could let ${named(values.ids)} in without the conditions of the catalog, so the bot refuses them the role.`,
    `${removeStatement(values)}, or give it the same conditions.`,
  ]),
  trust_permanent_account: error<Trust & { accounts: readonly string[] }>((values) => [
    `Statement ${values.where} of the trust policy lets the whole account ${values.accounts.join(', ')} in, where users of the catalog are, without approval.`,
    `${removeStatement(values)}, or add a condition that these users do not meet.`,
  ]),
  trust_permanent_condition: warning<Trust & { conditions: readonly string[] }>((values) => [
    `Statement ${values.where} of the trust policy lets users of the catalog in without the bot${given(values.conditions)}.`,
    `Keep it if it is meant for emergencies; otherwise ${lowerFirst(removeStatement(values))}.`,
  ]),
  trust_permanent_other: note<{ where: string; principals: readonly string[]; conditions: readonly string[] }>(
    ({ where, principals, conditions }) => [
      `Statement ${where} of the trust policy lets ${principals.join(', ')} in without the bot${given(conditions)}.`,
      'Nothing, if this is intended: the bot keeps foreign statements as found.',
    ],
  ),
  trust_dead_principal: error<Trust & { principals: readonly string[] }>(({ where, arn, principals }) => [
    `Statement ${where} of the trust policy names the deleted ${principals.join(', ')}, so IAM refuses every write of the policy.`,
    `Remove ${principals.join(', ')} from statement ${where} of the trust policy of ${arn}.`,
  ]),
  trust_denies: warning<{ where: string }>(({ where }) => [
    `Statement ${where} of the trust policy denies sts:AssumeRole, which overrides every grant.`,
    'Remove it, or add a condition that the users of the catalog do not meet.',
  ]),
  trust_denies_without_mfa: warning<{ where: string }>(({ where }) => [
    `Statement ${where} of the trust policy denies sts:AssumeRole without MFA, so federated users and sessions without a code are refused.`,
    'Users set mfa_serial in their profile; for federated users, exclude their sign-in role by a condition on aws:PrincipalArn.',
  ]),
  trust_denies_if: note<{ where: string; conditions: readonly string[] }>(({ where, conditions }) => [
    `Statement ${where} of the trust policy denies sts:AssumeRole${given(conditions)}, which only a call can show.`,
    'Nothing, if users of the catalog do not meet the condition.',
  ]),
  trust_old_version: error<{ arn: string; current: string; wanted: string }>(({ arn, current, wanted }) => [
    `The trust policy has Version ${current} and foreign statements with policy variables, so the bot refuses every grant.`,
    `Check these statements, and set the trust policy of ${arn} to Version ${wanted}.`,
  ]),
};
