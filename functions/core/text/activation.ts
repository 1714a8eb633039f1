import type { Principal } from '../catalog/catalog.ts';
import type { RequestedRole } from '../request/request.ts';
import { BACKEND_CONFIG_FILE } from '../terraform/backend.ts';
import { otherStateCommands } from '../terraform/blocks.ts';
import type { OtherState } from '../terraform/workspaces.ts';
import { count } from './explain.ts';
import { codes, SLOW, targetOf } from './phrases.ts';
import { code, type Text, text, words } from './text.ts';

type Target = Parameters<typeof targetOf>[0];
type Held = { readonly startsAt: Date; readonly endsAt: Date };

/** The headline of the message to a user whose access was read back from IAM. */
export const activeText = (requested: Target, { startsAt, endsAt }: Held, now: Date): Text =>
  text`You have access to ${targetOf(requested)} ${startsAt > now ? text`from ${startsAt} ` : undefined}until ${endsAt}.`;

/** The message in one text, for notifications and screen readers. */
export const activeSummary = (requested: Target, held: Held, now: Date): Text =>
  text`${activeText(requested, held, now)} ${words(SLOW)}`;

export const stillWaitingText = (roles: readonly Pick<RequestedRole, 'name'>[]): Text =>
  text`Still being set up: ${codes(roles.map(({ name }) => name))}.`;

export const PROFILE_STEP: Text = text`Add this to ${code('~/.aws/config')}, with your own profile as the source:`;

export const sessionStep = (role: string): Text =>
  text`Then add ${code(`--profile ${role}`)} to a command, or start a session:`;

export const moreRolesText = (more: number): Text => text`Use the ${words(count(more, 'other role'))} in the same way.`;

export const sessionNameText = ({ sessionName }: Principal): Text =>
  text`The session name must be ${code(sessionName)}. ${words(SLOW)}`;

export const profileComment = (account: string): string => `# your own profile in the account ${account}`;

export const TERRAFORM: Text = text`Run Terraform with your own profile (${code('AWS_PROFILE=YOUR_PROFILE')}). It assumes the roles itself:`;

export const BACKEND_FILE: Text = text`The blocks name no user and belong in your code. Keep this file out of version control, and run ${code(`terraform init -backend-config=${BACKEND_CONFIG_FILE}`)} with it:`;

/** The setting of the variable with the session name, for provider blocks. */
export const sessionVariable = (setting: string): Text =>
  text`Set your session name for the providers: ${code(`export ${setting}`)}.`;

export const backendTooLong = (command: string): Text =>
  text`The backend is too long for a message. In a clone of assume-bot, run ${code(command)} to print it.`;

/** Other states that the same backend opens: those that fit, or how many there are. */
export const otherStates = (others: readonly OtherState[], shown: number, command: string): Text =>
  shown === 0
    ? text`It opens ${others.length} more states. In a clone of assume-bot, run ${code(command)} to print their names.`
    : text`Open its other states with ${codes(
        others.map((other) => otherStateCommands(other).join(' && ')),
        shown,
      )}. Pass ${code('-reconfigure')} to return to the first one too.`;

export const moreProviders = (more: number, command: string): Text =>
  text`${more} more providers did not fit. In a clone of assume-bot, run ${code(command)} to print all of them.`;
