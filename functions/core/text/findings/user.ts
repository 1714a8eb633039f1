import { error, note, unread, warning } from './severity.ts';

type RoleFix = Record<'name' | 'arn', string>;
/** `arn` is the user, `role` the ARN of the role. */
type UserSide = RoleFix & Record<'by' | 'role', string> & { readonly policies: readonly string[] };
/** `where` is the statement that denies. */
type Denied = RoleFix & Record<'by' | 'role' | 'where', string> & { readonly conditions: readonly string[] };
type Bounded = RoleFix & Record<'by' | 'role' | 'policy', string>;
const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
const removeAssume = ({ role, policies, arn }: UserSide): string =>
  `Remove sts:AssumeRole on ${role} from ${policies.join(', ')} of ${arn}`;

export const USER_FINDINGS = {
  user_not_seen: error(unread),
  user_missing: error<{ arn: string; by: string }>(({ arn, by }) => [
    `The IAM user ${arn} does not exist.`,
    `Create the user, or correct people.${by}.`,
  ]),
  user_name_differs: note<{ arn: string; by: string; userName: string; wanted: string }>(
    ({ arn, by, userName, wanted }) => [
      `IAM spells the name of ${arn} as "${userName}". The bot uses that name, since conditions are case-sensitive.`,
      `Write ${wanted} at people.${by}.`,
    ],
  ),
  no_capacity_in_user: error<{ arn: string; otherChars: number; quotaChars: number; neededChars: number }>(
    ({ arn, otherChars, quotaChars, neededChars }) => [
      `Inline policies of ${arn} use ${otherChars} of ${quotaChars} characters, and a grant needs ${neededChars}.`,
      'Move them to managed policies.',
    ],
  ),
  legacy_user_policy: note<{ arn: string; policies: readonly string[]; replacement: string }>(
    ({ arn, policies, replacement }) => [
      `${arn} has inline policies of release 0.1.0: ${policies.join(', ')}.`,
      `The bot replaces them with ${replacement} while their access is open; delete any that remain afterwards.`,
    ],
  ),
  identity_denies: error<Denied>(({ by, arn, name, where }) => [
    `${capital(where)} denies sts:AssumeRole on ${name} to ${arn}, which overrides every grant.`,
    `Remove the denial, or remove ${by} from the requesters of ${name}.`,
  ]),
  identity_denies_without_mfa: warning<Denied>(({ arn, name, where }) => [
    `${capital(where)} denies sts:AssumeRole on ${name} to ${arn} without MFA.`,
    'The user needs an MFA device, and sets mfa_serial in the profile of the role or opens a session with a code first.',
  ]),
  identity_denies_if: note<Denied>(({ arn, name, where, conditions }) => [
    `${capital(where)} denies sts:AssumeRole on ${name} to ${arn} if ${conditions.join(', ')} is met, which only a call can show.`,
    'Nothing, if the user does not meet the condition.',
  ]),
  user_without_mfa: error<UserSide>(({ arn, name }) => [
    `${name} requires MFA and ${arn} has no MFA device, so AWS refuses every call.`,
    `Register a device for ${arn}, or remove roles.${name}.conditions.mfa.`,
  ]),
  boundary_lacks_assume: error<Bounded>(({ by, arn, name, role, policy }) => [
    `The permissions boundary ${policy} of ${arn} does not allow sts:AssumeRole on ${name}, so every grant is refused.`,
    `Allow sts:AssumeRole on ${role} in ${policy}, or remove ${by} from the requesters of ${name}.`,
  ]),
  boundary_needs_mfa: warning<Bounded>(({ arn, name, policy }) => [
    `The permissions boundary ${policy} of ${arn} allows sts:AssumeRole on ${name} only with MFA.`,
    'The user needs an MFA device, and sets mfa_serial in the profile of the role or opens a session with a code first.',
  ]),
  boundary_allows_if: note<Bounded & { readonly conditions: readonly string[] }>(
    ({ arn, name, policy, conditions }) => [
      `The permissions boundary ${policy} of ${arn} allows sts:AssumeRole on ${name} only if ${conditions.join(', ')} is met, which only a call can show.`,
      'Nothing, if the user meets the condition.',
    ],
  ),
  permanent_access: error<UserSide>((values) => [
    `${values.arn} can assume ${values.name} at any time without approval: ${values.policies.join(', ')} allows it, and the trust policy of the role lets the account in.`,
    `${removeAssume(values)}, and remove the account from the trust policy of the role.`,
  ]),
  identity_permanent: warning<UserSide>((values) => [
    `${values.policies.join(', ')} permanently allows ${values.arn} to call sts:AssumeRole on ${values.name}, so only the trust policy limits the time.`,
    `${removeAssume(values)}, or set identity: external at people.${values.by} if this is intended.`,
  ]),
  external_session_name: error<UserSide>(({ by, arn, name, role }) => [
    `The trust policy of ${name} can let ${arn} in under any session name, and identity: external pins none, so the session guard cannot end every session.`,
    `Remove that statement from the trust policy of ${role}, or remove identity: external at people.${by}.`,
  ]),
  external_cannot_assume: warning<UserSide>(({ by, arn, name }) => [
    `No policy allows ${arn} to call sts:AssumeRole on ${name}, and with identity: external the bot does not add one.`,
    `Allow it, or remove identity: external at people.${by}.`,
  ]),
};
