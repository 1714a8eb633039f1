import type { Catalog, Principal } from '../../../core/catalog/catalog.ts';
import type { Request, RequestedRole } from '../../../core/request/request.ts';
import { otherStateCommands, type TerraformBlocks, terraformBlocks } from '../../../core/terraform/blocks.ts';
import {
  BACKEND_FILE,
  backendTooLong,
  moreProviders,
  otherStates,
  sessionVariable,
  TERRAFORM,
} from '../../../core/text/activation.ts';
import { firstOf, fitting } from '../../../core/text/clip.ts';
import { type MessageBlock, preformatted, section } from '../blocks.ts';
import { recoveryBlocks } from './interrupted-apply.ts';

/** Characters of Terraform in one message, beside profiles. */
const MOST_CHARACTERS = 5000;
const MOST_KEYS = 3;
const MOST_KEY_CHARACTERS = 600;

/** The Terraform blocks for the roles that a user has. Undefined unless it is a bundle for Terraform. */
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

const lengthsOf = (texts: readonly string[]): readonly number[] => texts.map((text) => text.length + 2);

/** What to paste into a Terraform configuration, and what to do if access ends during an apply. */
export const terraformSections = (
  request: Request,
  { state, providers, variable, variableSetting, remoteStates }: TerraformBlocks,
  catalog: Catalog,
): readonly MessageBlock[] => {
  const { target, by } = request.requested;
  const command = `npx --no assume-bot terraform blocks ${target} --for ${by}`;
  const stateLength = state === undefined ? 0 : state.backend.length + state.backendConfig.length;
  const isBackendShown = stateLength <= MOST_CHARACTERS;
  const blocks = [...providers, ...remoteStates];
  const { shown, more } = firstOf(
    blocks,
    fitting(lengthsOf(blocks), MOST_CHARACTERS - (isBackendShown ? stateLength : 0)),
  );
  const others = state?.others ?? [];
  const lengths = lengthsOf(others.map((other) => otherStateCommands(other).join(' && ')));
  const shownKeys = Math.min(MOST_KEYS, fitting(lengths, MOST_KEY_CHARACTERS));
  const backend = (of: NonNullable<typeof state>) =>
    isBackendShown
      ? [...preformatted(of.backend), section(BACKEND_FILE), ...preformatted(of.backendConfig)]
      : [section(backendTooLong(command))];
  return [
    section(TERRAFORM),
    ...(state === undefined ? [] : backend(state)),
    ...(others.length === 0 ? [] : [section(otherStates(others, shownKeys, command))]),
    ...(shown.length === 0 ? [] : preformatted([...(variable === undefined ? [] : [variable]), ...shown].join('\n\n'))),
    ...(variableSetting === undefined ? [] : [section(sessionVariable(variableSetting))]),
    ...(more === 0 ? [] : [section(moreProviders(more, command))]),
    ...(state === undefined ? [] : recoveryBlocks(request, catalog)),
  ];
};
