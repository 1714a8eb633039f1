import type { Catalog, Principal, RoleRule } from '../catalog/catalog.ts';
import { couldAdmit, hasAllConditions } from '../trust/could-admit.ts';
import type { Hub } from '../trust/policy-names.ts';
import { requiredConditions } from '../trust/role-terms.ts';
import { foreignStatements } from './examine-trust.ts';
import type { SeenRole } from './facts.ts';
import { type Problems, problem } from './finding.ts';

/** Foreign statements that could admit users of the catalog without the conditions of the role. The bot refuses these users. */
export function* examineConditions(rule: RoleRule, role: SeenRole, { people }: Catalog, hub: Hub): Problems {
  if (rule.conditions === undefined) return;
  const required = requiredConditions(rule);
  for (const { statement, where } of foreignStatements(role, hub)) {
    if (hasAllConditions(statement, required)) continue;
    const ids = Object.entries<Principal>(people).flatMap(([id, user]) => (couldAdmit(statement, user) ? [id] : []));
    if (ids.length > 0) yield problem('trust_bypasses_conditions', { where, arn: rule.arn, ids });
  }
}
