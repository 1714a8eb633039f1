import { BACKEND_CONFIG_FILE, otherKeyOption } from '../terraform/blocks.ts';
import { codes } from './phrases.ts';
import { code, type Text, text } from './text.ts';

export const TERRAFORM: Text = text`Run Terraform with your own profile (${code('AWS_PROFILE=YOUR_PROFILE')}). It assumes the roles itself:`;

export const BACKEND_FILE: Text = text`To keep your code unchanged, keep ${code('backend "s3" {}')} and run ${code(`terraform init -backend-config=${BACKEND_CONFIG_FILE}`)} with this file:`;

export const backendTooLong = (command: string): Text =>
  text`The backend is too long for a message. Run ${code(command)} to print it.`;

/** Other states that the same backend opens: the keys that fit, or how many there are. */
export const otherStates = (keys: readonly string[], shown: number, command: string): Text =>
  shown === 0
    ? text`It opens ${keys.length} more states. Run ${code(command)} to print their names.`
    : text`Open its other states with ${codes(keys.map(otherKeyOption), shown)}.`;

export const moreProviders = (more: number, command: string): Text =>
  text`${more} more providers did not fit. Run ${code(command)} to print all of them.`;

export const INTERRUPTED_APPLY: Text = text`If access ends during an apply, Terraform keeps the lock and writes ${code('errored.tfstate')}. Request access again, run ${code('terraform force-unlock ID')} with the ID that Terraform shows, then ${code('terraform state push errored.tfstate')}.`;
