import type { Catalog, RoleRule, Who } from '../catalog/catalog.ts';
import { findAccess, grantingRules, type RuleLimits, ruleLimits, widestRule, withRulesOf } from '../catalog/lookup.ts';
import type { AccessName } from '../names.ts';
import { isPlain } from '../rules/choose.ts';

/** The preview of a request: nothing is stored. */
export interface Preview extends RuleLimits {
  readonly name: AccessName;
  /** Lengths to choose from, in minutes, the default and the longest among them. */
  readonly lengths: readonly number[];
  readonly rules: readonly RoleRule[];
  /** The names of the rules of roles with several, in order. The first that applies decides. */
  readonly ruleNames: readonly string[];
}

const STEPS = [5, 15, 30, 60, 120, 240, 480, 720] as const;

/** Durations to choose from, in minutes. */
export const stepsUpTo = (max: number, min: number): readonly number[] =>
  STEPS.filter((step) => step >= min && step <= max);

/** The preview of a role or bundle; undefined if there is none of that name. */
export const previewOf = (catalog: Catalog, name: string): Preview | undefined => {
  const found = findAccess(catalog, name);
  if (found.kind === 'unknown_access') return undefined;
  const ofBundle = found.roles
    .flatMap((role) => withRulesOf(found.bundle, role) ?? [])
    .filter((role) => grantingRules(role).length > 0);
  const rules = [...found.roles, ...ofBundle].map(widestRule);
  const limits = ruleLimits(rules);
  const { max, default: usual } = limits.durationMinutes;
  const steps = stepsUpTo(max, catalog.settings.minimumMinutes);
  const lengths = [...new Set([...steps, usual, max])].sort((a, b) => a - b);
  const listed = [...found.roles.filter((role) => !isPlain(role)), ...ofBundle].flatMap(grantingRules);
  const ruleNames = [...new Set(listed.flatMap(({ ruleName }) => ruleName ?? []))];
  return { name: found.name, ...limits, lengths, rules, ruleNames };
};

/** The approvers of all roles, and the most approvals that one of the roles needs. */
export const approvalOf = (
  rules: readonly RoleRule[],
): { readonly approvers: readonly Who[]; readonly approvals: number } => {
  const deciding = rules.filter(({ approvals }) => approvals > 0);
  return {
    approvers: deciding.flatMap((rule) => rule.approvers),
    approvals: Math.max(0, ...deciding.map(({ approvals }) => approvals)),
  };
};
