import type { Catalog } from '../../functions/core/catalog/catalog.ts';
import { type Dropped, droppedBy } from '../../functions/core/catalog/dropped.ts';
import type { Grant } from '../../functions/core/trust/grant.ts';
import type { Archive } from '../../functions/usecases/operating/inspect-ports.ts';

/** The open grants in the table that a catalog drops. */
export const heldOutside = async (catalog: Catalog, archive: Archive, now: Date): Promise<readonly Dropped[]> => {
  const grants: Grant[] = [];
  for await (const item of archive.items()) if (item.kind === 'grant') grants.push(item.grant);
  return droppedBy(catalog, grants, now);
};
