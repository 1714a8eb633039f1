import type { Catalog } from '../../functions/core/catalog/catalog.ts';
import { type Dropped, droppedBy } from '../../functions/core/catalog/dropped.ts';
import { isHeld, type Request } from '../../functions/core/request/request.ts';
import type { Grant } from '../../functions/core/trust/grant.ts';
import type { DueStore, RequestStore } from '../../functions/usecases/ports.ts';

/** More than a hub ever holds at once. */
const MOST_OPEN = 20_000;

/** The grants of an open request: one for each of its roles. */
const grantsOf = ({ id, requested, principal, status }: Request): readonly Grant[] => {
  if (!isHeld(status) || principal === undefined) return [];
  const { startsAt, endsAt } = status;
  const refused = new Set(status.progress.flatMap((role) => (role.kind === 'refused' ? role.arn : [])));
  return requested.roles
    .filter(({ arn }) => !refused.has(arn))
    .map(({ arn }) => ({
      roleArn: arn,
      requestId: id,
      by: requested.by,
      principal,
      startsAt,
      endsAt,
      state: 'confirmed',
    }));
};

/** The access in the table that a catalog drops. Reads open requests only, and not the history. */
export const heldOutside = async (
  catalog: Catalog,
  { due, requests }: { readonly due: Pick<DueStore, 'open'>; readonly requests: Pick<RequestStore, 'getMany'> },
  now: Date,
): Promise<readonly Dropped[]> => {
  const open = await requests.getMany(await due.open(MOST_OPEN), (_, fault) => {
    throw fault;
  });
  return droppedBy(catalog, open.flatMap(grantsOf), now);
};
