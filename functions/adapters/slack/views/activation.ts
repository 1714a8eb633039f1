import type { Principal } from '../../../core/catalog/catalog.ts';
import { accountOf, partitionOf, pathAndNameOf, type RoleArn } from '../../../core/names.ts';
import type { Request, RequestedRole } from '../../../core/request/request.ts';
import type { DrawContext } from '../../../usecases/ports.ts';
import { actions, context, message, plain, preformatted, type SlackMessage, section } from '../blocks.ts';
import { firstOf } from '../clip.ts';
import { code, type Mrkdwn, moment, mrkdwn } from '../mrkdwn.ts';
import { endNowButton } from './buttons.ts';
import { terraformOf, terraformSections } from './terraform.ts';
import { andMore, targetOf } from './words.ts';

/** What there is room for in one message: buttons in a row, and characters to paste. */
const MOST_ROLES = 20;
const MOST_CHARACTERS = 9000;
/** Where Terraform takes its part of the room. */
const MOST_CHARACTERS_BESIDE_TERRAFORM = 4500;
const MOST_NAMED = 10;

/** What somebody gets once IAM has been read back: how long it lasts, and what to paste. Undefined once it has ended. */
export const activationMessage = (request: Request, { catalog, now }: DrawContext): SlackMessage | undefined => {
  const { status, requested, principal } = request;
  if (status.kind !== 'active' || principal === undefined) return undefined;
  const refused = new Set(status.progress.flatMap((role) => (role.kind === 'refused' ? [role.arn] : [])));
  const waiting = new Set(status.progress.flatMap((role) => (role.kind === 'waiting' ? [role.arn] : [])));
  const account = catalog.accounts.find((one) => one.id === principal.accountId)?.name ?? principal.accountId;
  const usable = requested.roles.filter(({ arn }) => !refused.has(arn));
  if (usable.length === 0) return undefined;
  const terraform = terraformOf(request, usable, principal, catalog);
  const room = terraform === undefined ? MOST_CHARACTERS : MOST_CHARACTERS_BESIDE_TERRAFORM;
  const { shown, more } = firstOf(usable, fitting(usable, principal, account, room));
  const span = spanOf(status, now);
  const headline = mrkdwn`You have ${targetOf(requested)} ${span}.`;
  const missing = firstOf(
    usable.filter(({ arn }) => waiting.has(arn)),
    MOST_NAMED,
  );

  return message(mrkdwn`${headline} ${SLOW} What to paste is in this message.`, [
    section(headline),
    ...(missing.shown.length === 0
      ? []
      : [
          section(
            mrkdwn`Still being set up: ${andMore(
              missing.shown.map(({ name }) => code(name)),
              missing.more,
            )}.`,
          ),
        ]),
    ...(terraform === undefined ? [] : terraformSections(request, terraform)),
    section(mrkdwn`Put this into ${code('~/.aws/config')}, with the name of your own profile as source:`),
    preformatted(shown.map((role) => profile(role, principal, account)).join('\n\n')),
    section(mrkdwn`Then add ${code(`--profile ${shown[0]?.name ?? ''}`)} to a command, or take a session by hand:`),
    preformatted(shown.map(({ arn }) => assumeCommand(arn, principal)).join('\n')),
    ...(more === 0 ? [] : [section(mrkdwn`The other ${more} roles are used in the same way.`)]),
    context(mrkdwn`The session name has to be ${code(principal.sessionName)}; IAM refuses any other. ${SLOW}`),
    ...actions([...(principal.kind === 'iam-user' ? shown.map(consoleButton) : []), endNowButton(request)]),
  ]);
};

const fitting = (roles: readonly RequestedRole[], principal: Principal, account: string, room: number): number => {
  let characters = 0;
  const tooMany = roles.findIndex((role) => {
    characters += profile(role, principal, account).length + assumeCommand(role.arn, principal).length;
    return characters > room;
  });
  return Math.min(MOST_ROLES, tooMany < 0 ? roles.length : tooMany);
};

const SLOW = 'IAM can take a minute until it works everywhere.';

const spanOf = ({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }, now: Date): Mrkdwn =>
  startsAt > now ? mrkdwn`from ${moment(startsAt)} until ${moment(endsAt)}` : mrkdwn`until ${moment(endsAt)}`;

const profile = ({ name, arn }: RequestedRole, principal: Principal, account: string): string =>
  [
    `[profile ${name}]`,
    `role_arn = ${arn}`,
    `# your own profile in the account ${account}`,
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
    text: plain(`Console: ${name}`, 75),
    url,
  } as const;
};
