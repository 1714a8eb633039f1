import { error, note, warning } from './severity.ts';
import { given, removeStatement, type Trust } from './trust.ts';

type Open = Trust & { readonly conditions: readonly string[] };
type Named = Trust & { readonly principals: readonly string[] };
const statement = ({ where }: Pick<Trust, 'where'>): string => `Statement ${where} of the trust policy`;
const list = ({ principals }: Named): string => principals.join(', ');

/** Permanent access by each kind of principal. */
export const PRINCIPAL_FINDINGS = {
  trust_open_by_network: error<Open>((values) => [
    `${statement(values)} lets any AWS account in: its conditions (${values.conditions.join(', ')}) limit how a caller connects, not who it is.`,
    `${removeStatement(values)} immediately, or name the accounts in its principal.`,
  ]),
  trust_open_by_secret: error<Open>((values) => [
    `${statement(values)} lets any AWS account in that knows the ExternalId, which is not a secret.`,
    `Name the accounts in the principal of statement ${values.where} of ${values.arn}.`,
  ]),
  trust_open_to_organization: error<Open>((values) => [
    `${statement(values)} lets every principal of the accounts or organizations in ${values.conditions.join(', ')} in, without the bot.`,
    `${removeStatement(values)}, or add a condition on aws:PrincipalArn that users of the catalog do not meet.`,
  ]),
  trust_not_principal: error<Open & Named>((values) => [
    `${statement(values)} lets every principal of any account in except ${list(values)}${given(values.conditions)}.`,
    `${removeStatement(values)}: name those who may enter with Principal instead of NotPrincipal.`,
  ]),
  trust_own_account: note<Named>((values) => [
    `${statement(values)} admits every user and role of its own account whose policies allow it, without the bot.`,
    `${removeStatement(values)}, or add a condition on aws:PrincipalArn.`,
  ]),
  trust_other_account: warning<Named>((values) => [
    `${statement(values)} lets whole accounts in (${list(values)}) without the bot: their administrators decide who enters.`,
    `Add a condition on aws:PrincipalArn, or on sts:ExternalId for a vendor; otherwise remove statement ${values.where} from ${values.arn}.`,
  ]),
  trust_permission_set: warning<Named>((values) => [
    `${statement(values)} lets everyone in to whom Identity Center assigns ${list(values)}, without the bot.`,
    `${removeStatement(values)}; these users can request the role instead.`,
  ]),
  trust_session: warning<Named>((values) => [
    `${statement(values)} lets sessions in (${list(values)}) without the bot: a user who can choose that session name enters at any time.`,
    `${removeStatement(values)}; the user can request the role instead.`,
  ]),
  trust_federation_token: warning<Named>((values) => [
    `${statement(values)} lets federation tokens in (${list(values)}) without the bot: a user who can call sts:GetFederationToken in that account can issue one.`,
    `${removeStatement(values)}.`,
  ]),
  trust_saml: warning<Named>((values) => [
    `${statement(values)} lets everyone in whom the SAML provider ${list(values)} assigns the role, without the bot.`,
    'Remove the role from the assignments of the identity provider, or add a condition on SAML:sub for an emergency account.',
  ]),
  trust_oidc: warning<Named>((values) => [
    `${statement(values)} lets identities of ${list(values)} in without the bot: a user who can act as them, for example by changing a pipeline, has the role.`,
    'Give pipelines a role of their own, and keep the subjects in the condition as few as possible.',
  ]),
  trust_oidc_open: error<Named>((values) => [
    `${statement(values)} lets every identity of ${list(values)} in, because no condition limits the subject.`,
    `Add a condition on the subject (":sub") to statement ${values.where} of ${values.arn}, or remove the statement.`,
  ]),
  trust_identity_center: warning<Named>((values) => [
    `${statement(values)} lets Identity Center assign users to this role, and such an assignment has no end.`,
    `${removeStatement(values)}, or remove the assignments of this role in Identity Center.`,
  ]),
  trust_code_service: warning<Named>((values) => [
    `${statement(values)} lets ${list(values)} use the role: a user who may pass the role and start code there has its permissions without the bot.`,
    'Give services a role of their own, or allow iam:PassRole on this role only to administrators.',
  ]),
  trust_service: note<Named>((values) => [
    `${statement(values)} lets the AWS service ${list(values)} use the role.`,
    'Nothing, if this is intended: the service acts for the users who configure it.',
  ]),
  trust_canonical: warning<Named>((values) => [
    `${statement(values)} names canonical users (${list(values)}), which are meant for S3.`,
    `${removeStatement(values)}.`,
  ]),
};
