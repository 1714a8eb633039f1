import type { Catalog, Principal } from '../../../core/catalog/catalog.ts';
import type { Request, RequestedRole } from '../../../core/request/request.ts';
import {
  BACKEND_CONFIG_FILE,
  otherKeyOption,
  type TerraformBlocks,
  terraformBlocks,
} from '../../../core/terraform/blocks.ts';
import { context, type MessageBlock, preformatted, section } from '../blocks.ts';
import { firstOf } from '../clip.ts';
import { code, mrkdwn } from '../mrkdwn.ts';
import { andMore } from './words.ts';

/** Characters of Terraform in one message, beside profiles and all else. */
const MOST_CHARACTERS = 5000;
const MOST_KEYS = 3;
const MOST_KEY_CHARACTERS = 600;

/** What Terraform is told of the roles somebody holds; undefined for what is no bundle for Terraform. */
export const terraformOf = (
  { requested }: Pick<Request, 'requested'>,
  held: readonly RequestedRole[],
  { sessionName }: Principal,
  { bundles }: Catalog,
): TerraformBlocks | undefined => {
  const terraform = Object.hasOwn(bundles, requested.target) ? bundles[requested.target]?.terraform : undefined;
  if (terraform === undefined) return undefined;
  const blocks = terraformBlocks(terraform, new Map(held.map(({ name, arn }) => [name, arn])), sessionName);
  return blocks.state === undefined && blocks.providers.length === 0 ? undefined : blocks;
};

/** As many as there is room for; the others are a command away, and that is said. */
const fitting = (texts: readonly string[], room: number): number => {
  let characters = 0;
  const tooMany = texts.findIndex((text) => {
    characters += text.length + 2;
    return characters > room;
  });
  return tooMany < 0 ? texts.length : tooMany;
};

/** What to paste into a Terraform configuration, and what to know when access ends while it works. */
export const terraformSections = (request: Request, { state, providers }: TerraformBlocks): readonly MessageBlock[] => {
  const { target, by } = request.requested;
  const command = code(`npx assume-bot terraform blocks ${target} --for ${by}`);
  const stateLength = state === undefined ? 0 : state.backend.length + state.backendConfig.length;
  const hasRoom = stateLength <= MOST_CHARACTERS;
  const { shown, more } = firstOf(providers, fitting(providers, MOST_CHARACTERS - (hasRoom ? stateLength : 0)));
  const otherKeys = state?.otherKeys ?? [];
  const keys = firstOf(otherKeys, Math.min(MOST_KEYS, fitting(otherKeys, MOST_KEY_CHARACTERS)));
  return [
    section(
      mrkdwn`*Terraform*, run with your own profile (${code('AWS_PROFILE=YOUR_PROFILE')}). It takes the roles itself:`,
    ),
    ...(state === undefined
      ? []
      : hasRoom
        ? [
            preformatted(state.backend),
            section(
              mrkdwn`Without changing code: keep ${code('backend "s3" {}')} there, and ${code(`terraform init -backend-config=${BACKEND_CONFIG_FILE}`)} with this file:`,
            ),
            preformatted(state.backendConfig),
          ]
        : [section(mrkdwn`The backend is too long for a message; ${command} prints it.`)]),
    ...(otherKeys.length === 0
      ? []
      : [
          section(
            keys.shown.length === 0
              ? mrkdwn`It opens ${keys.more} more states; ${command} names them.`
              : mrkdwn`Other states of it are opened with ${andMore(
                  keys.shown.map((key) => code(otherKeyOption(key))),
                  keys.more,
                )}.`,
          ),
        ]),
    ...(shown.length === 0 ? [] : [preformatted(shown.join('\n\n'))]),
    ...(more === 0 ? [] : [section(mrkdwn`${more} more providers did not fit; ${command} prints them all.`)]),
    ...(state === undefined
      ? []
      : [
          context(
            mrkdwn`Access that ends during an apply leaves the lock behind and the state in ${code('errored.tfstate')}. Then ask again, ${code('terraform force-unlock ID')} with the id that Terraform names, and ${code('terraform state push errored.tfstate')}.`,
          ),
        ]),
  ];
};
