import type { RoleRule } from '../catalog/catalog.ts';
import { type RequestedAccess, requestedRules } from './request.ts';

/** Whether the held access had the approvals that a rule asks for. */
const isApprovedBy = ({ name, ruleName, bundle, approvals }: RoleRule, held: RequestedAccess): boolean =>
  requestedRules(held).some(
    (one) =>
      one.name === name && one.ruleName === ruleName && one.bundle === bundle && (one.approvals > 0 || approvals === 0),
  );

/** Whether rules extend held access without approval: not if it was not approved itself, or by other rules. */
export const isAutomatic = (rules: readonly RoleRule[], held: RequestedAccess): boolean =>
  rules.every((rule) => rule.extend?.automatic === true && isApprovedBy(rule, held)) &&
  held.emergency !== true &&
  (held.extends?.automatic ?? true);
