import type { Catalog, Principal } from '../../functions/core/catalog/catalog.ts';
import { principalOf } from '../../functions/core/catalog/lookup.ts';
import { parseSlackUserId, type SlackUserId } from '../../functions/core/names.ts';
import { planText } from '../../functions/core/text/cli/plan.ts';
import { parsedBy, UsageError } from './errors.ts';

/** A user by Slack ID or session name, otherwise the first user of the catalog. */
export const catalogUser = (
  catalog: Catalog,
  named: string | undefined,
  email: string | undefined,
): { readonly by: SlackUserId; readonly principal: Principal } => {
  const entries = Object.entries<Principal>(catalog.people) as [SlackUserId, Principal][];
  const listed =
    named === undefined ? entries[0] : entries.find(([id, { sessionName }]) => id === named || sessionName === named);
  if (listed !== undefined) return { by: listed[0], principal: listed[1] };
  if (named === undefined) throw new UsageError(planText.noUsers);
  const ids = entries.map(([id]) => id);
  const by = parsedBy(parseSlackUserId, named, () => planText.unknownUser(named, ids));
  const found = principalOf(catalog, by, email);
  if (found.kind === 'principal') return { by, principal: found.principal };
  throw new UsageError(planText.noPrincipal(named, found));
};
