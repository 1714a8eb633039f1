import type { Catalog, Principal } from '../../../core/catalog/catalog.ts';
import { termsOf } from '../../../core/catalog/conditions.ts';
import { accountOf, partitionOf, pathAndNameOf, type RoleArn } from '../../../core/names.ts';
import { partitionNamed } from '../../../core/partitions.ts';
import type { Request, RequestedRole } from '../../../core/request/request.ts';
import {
  activeSummary,
  activeText,
  moreRolesText,
  PROFILE_STEP,
  profileComment,
  sessionNameText,
  sessionStep,
  stillWaitingText,
} from '../../../core/text/activation.ts';
import { firstOf, fitting } from '../../../core/text/clip.ts';
import { conditionTexts } from '../../../core/text/conditions.ts';
import { approvalNotes } from '../../../core/text/decisions.ts';
import { consoleLabel } from '../../../core/text/forms.ts';
import { cardLink } from '../../../core/text/holder.ts';
import type { DrawContext } from '../../../usecases/ports.ts';
import {
  actions,
  context,
  LIMITS,
  lineSections,
  message,
  plain,
  preformatted,
  type SlackMessage,
  section,
} from '../blocks.ts';
import { endNowButton } from './buttons.ts';
import { terraformOf, terraformSections } from './terraform.ts';

/** What fits into one message: buttons in a row, and characters to paste, fewer of them beside Terraform blocks. */
const MOST_ROLES = 20;
const MOST_CHARACTERS = 9000;
const MOST_CHARACTERS_BESIDE_TERRAFORM = 4500;

/** How long the access lasts, and what to paste. Undefined if nothing can be used. */
export const activationMessage = (request: Request, { catalog, now }: DrawContext): SlackMessage | undefined => {
  const { status, requested, principal } = request;
  if (status.kind !== 'active' || principal === undefined) return undefined;
  const refused = new Set(status.progress.flatMap((role) => (role.kind === 'refused' ? [role.arn] : [])));
  const waiting = new Set(status.progress.flatMap((role) => (role.kind === 'waiting' ? [role.arn] : [])));
  const account = catalog.accounts.find((one) => one.id === principal.accountId)?.name ?? principal.accountId;
  const usable = requested.roles.filter(({ arn }) => !refused.has(arn));
  const [first] = usable;
  if (first === undefined) return undefined;
  const terraform = terraformOf(request, usable, principal, catalog);
  const serialOf = ({ arn }: RequestedRole) => mfaSerial(arn, principal, catalog);
  const lengths = usable.map(
    (role) =>
      profile(role, principal, account, serialOf(role)).length +
      assumeCommand(role.arn, principal, serialOf(role)).length,
  );
  const most = fitting(lengths, terraform === undefined ? MOST_CHARACTERS : MOST_CHARACTERS_BESIDE_TERRAFORM);
  const { shown, more } = firstOf(usable, Math.min(MOST_ROLES, most));
  const link = cardLink(request);
  const missing = usable.filter(({ arn }) => waiting.has(arn));

  return message(activeSummary(requested, status, now), [
    section(activeText(requested, status, now)),
    ...lineSections(conditionTexts(usable.map(({ name, arn }) => ({ name, ...termsOf(catalog, arn) })))),
    ...(missing.length === 0 ? [] : [section(stillWaitingText(missing))]),
    ...(terraform === undefined ? [] : terraformSections(request, terraform, catalog)),
    section(PROFILE_STEP),
    ...preformatted(shown.map((role) => profile(role, principal, account, serialOf(role))).join('\n\n')),
    section(sessionStep(first.name)),
    ...preformatted(shown.map((role) => assumeCommand(role.arn, principal, serialOf(role))).join('\n')),
    ...(more === 0 ? [] : [section(moreRolesText(more))]),
    context(sessionNameText(principal)),
    ...lineSections(approvalNotes(request)),
    ...(link === undefined ? [] : [context(link)]),
    ...actions([...consoleButtons(shown, principal, catalog), endNowButton(request)]),
  ]);
};

/** The second factor of a user for a role that requires one. Only the user knows the name of the device. */
const mfaSerial = (arn: RoleArn, principal: Principal, catalog: Catalog): string | undefined =>
  principal.kind === 'iam-user' && termsOf(catalog, arn).conditions?.mfa !== undefined
    ? `arn:${partitionOf(principal.arn)}:iam::${principal.accountId}:mfa/YOUR_DEVICE`
    : undefined;

const profile = (
  { name, arn }: RequestedRole,
  principal: Principal,
  account: string,
  serial: string | undefined,
): string =>
  [
    `[profile ${name}]`,
    `role_arn = ${arn}`,
    profileComment(account),
    'source_profile = YOUR_PROFILE',
    `role_session_name = ${principal.sessionName}`,
    ...(serial === undefined ? [] : [`mfa_serial = ${serial}`]),
  ].join('\n');

const assumeCommand = (arn: RoleArn, { sessionName }: Principal, serial: string | undefined): string =>
  `aws sts assume-role --role-arn ${arn} --role-session-name ${sessionName}${serial === undefined ? '' : ` --serial-number ${serial} --token-code YOUR_CODE`}`;

/** The most characters of path and name that the console accepts. Source: IAM, "Switch to an IAM role (console)". */
const MOST_ROLE_NAME = 64;

/** Only IAM users can switch roles in the console, and a call from the console does not come from a VPC. */
const consoleButtons = (roles: readonly RequestedRole[], principal: Principal, catalog: Catalog) =>
  principal.kind === 'iam-user'
    ? roles
        .filter(({ arn }) => pathAndNameOf(arn).length <= MOST_ROLE_NAME)
        .filter(({ arn }) => termsOf(catalog, arn).conditions?.vpc === undefined)
        .map(consoleButton)
    : [];

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-console.html */
const consoleButton = ({ name, arn }: RequestedRole) => {
  const roleName = pathAndNameOf(arn).split('/').map(encodeURIComponent).join('/');
  const { signIn: host } = partitionNamed(partitionOf(arn));
  const url = `https://${host}/switchrole?account=${accountOf(arn)}&roleName=${roleName}&displayName=${name}`;
  return {
    type: 'button',
    action_id: `open_console_${name}`,
    text: plain(consoleLabel(name), LIMITS.buttonText),
    url,
  } as const;
};
