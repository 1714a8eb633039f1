import type { Catalog, TerraformState } from '../catalog/catalog.ts';
import type { Request } from '../request/request.ts';
import { code, type Text, text } from './text.ts';

/** The Terraform state that a request opens. Undefined unless it is a bundle with a state whose role is part of the request. */
export const openedState = (
  { requested }: Pick<Request, 'requested'>,
  { bundles }: Pick<Catalog, 'bundles'>,
): TerraformState | undefined => {
  const state = Object.hasOwn(bundles, requested.target) ? bundles[requested.target]?.terraform?.state : undefined;
  return state !== undefined && requested.roles.some(({ name }) => name === state.role) ? state : undefined;
};

/** After the end of access in the reminder: what happens to an apply that is still running then. */
export const APPLY_AT_THE_END: Text = text`an apply that runs longer cannot save its state, and leaves its lock and ${code('errored.tfstate')}`;

/** The recovery of an apply that was cut off by the end of access. Terraform prints no lock ID in that situation. */
export const recoverText = (bundle: string): Text =>
  text`If an apply was cut off, keep its folder, request access again, and run ${code(`assume-bot terraform recover ${bundle} --yes`)} in it.`;

/**
 * The same without the command. The order is essential: without the lock, another user could write first, and the push would
 * be refused because of its serial.
 */
export const recoverByHandText = ({ bucket, keys }: Pick<TerraformState, 'bucket' | 'keys'>): Text =>
  text`By hand: run ${code('terraform state push -lock=false errored.tfstate')} first, and only then ${code('terraform force-unlock ID')}. The ID is in ${code(`s3://${bucket}/${keys.length === 1 ? keys[0] : 'KEY'}.tflock`)}.`;
