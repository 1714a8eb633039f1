import type { Catalog } from '../../../core/catalog/catalog.ts';
import type { Request } from '../../../core/request/request.ts';
import { openedState, recoverByHandText, recoverText } from '../../../core/text/interrupted-apply.ts';
import { context, type MessageBlock, section } from '../blocks.ts';

/** How to recover an apply that the end of access interrupted. Empty unless the request opens a Terraform state. */
export const recoveryBlocks = (request: Request, catalog: Catalog): readonly MessageBlock[] => {
  const state = openedState(request, catalog);
  return state === undefined ? [] : [section(recoverText(request.requested.target)), context(recoverByHandText(state))];
};
