import type { Principal } from '../../../core/catalog/catalog.ts';
import { accountOf, partitionOf, pathAndNameOf, type RoleArn } from '../../../core/names.ts';
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
import { consoleLabel } from '../../../core/text/forms.ts';
import type { DrawContext } from '../../../usecases/ports.ts';
import { actions, context, LIMITS, message, plain, preformatted, type SlackMessage, section } from '../blocks.ts';
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
  const lengths = usable.map(
    (role) => profile(role, principal, account).length + assumeCommand(role.arn, principal).length,
  );
  const most = fitting(lengths, terraform === undefined ? MOST_CHARACTERS : MOST_CHARACTERS_BESIDE_TERRAFORM);
  const { shown, more } = firstOf(usable, Math.min(MOST_ROLES, most));
  const missing = usable.filter(({ arn }) => waiting.has(arn));

  return message(activeSummary(requested, status, now), [
    section(activeText(requested, status, now)),
    ...(missing.length === 0 ? [] : [section(stillWaitingText(missing))]),
    ...(terraform === undefined ? [] : terraformSections(request, terraform)),
    section(PROFILE_STEP),
    ...preformatted(shown.map((role) => profile(role, principal, account)).join('\n\n')),
    section(sessionStep(first.name)),
    ...preformatted(shown.map(({ arn }) => assumeCommand(arn, principal)).join('\n')),
    ...(more === 0 ? [] : [section(moreRolesText(more))]),
    context(sessionNameText(principal)),
    ...actions([...(principal.kind === 'iam-user' ? shown.map(consoleButton) : []), endNowButton(request)]),
  ]);
};

const profile = ({ name, arn }: RequestedRole, principal: Principal, account: string): string =>
  [
    `[profile ${name}]`,
    `role_arn = ${arn}`,
    profileComment(account),
    'source_profile = YOUR_PROFILE',
    `role_session_name = ${principal.sessionName}`,
  ].join('\n');

const assumeCommand = (arn: RoleArn, { sessionName }: Principal): string =>
  `aws sts assume-role --role-arn ${arn} --role-session-name ${sessionName}`;

const SIGN_IN: Readonly<Record<string, string>> = {
  aws: 'signin.aws.amazon.com',
  'aws-cn': 'signin.amazonaws.cn',
  'aws-us-gov': 'signin.amazonaws-us-gov.com',
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-console.html */
const consoleButton = ({ name, arn }: RequestedRole) => {
  const roleName = pathAndNameOf(arn).split('/').map(encodeURIComponent).join('/');
  const host = SIGN_IN[partitionOf(arn)] ?? SIGN_IN['aws'];
  const url = `https://${host}/switchrole?account=${accountOf(arn)}&roleName=${roleName}&displayName=${name}`;
  return {
    type: 'button',
    action_id: `open_console_${name}`,
    text: plain(consoleLabel(name), LIMITS.buttonText),
    url,
  } as const;
};
