import type { Catalog, RoleRule, Who } from '../catalog/catalog.ts';
import { findAccess, ruleLimits } from '../catalog/lookup.ts';
import type { AccessName } from '../names.ts';

/** The preview of a request: nothing is stored. */
export interface Preview {
  readonly name: AccessName;
  readonly durationMinutes: { readonly default: number; readonly max: number };
  /** Lengths to choose from, in minutes, the usual and the longest among them. */
  readonly lengths: readonly number[];
  readonly reason: 'required' | 'optional';
  readonly tickets: readonly string[];
  readonly rules: readonly RoleRule[];
}

const STEPS = [5, 15, 30, 60, 120, 240, 480, 720] as const;

/** Lengths that people choose from, in minutes, within bounds. */
export const stepsUpTo = (max: number, min: number): readonly number[] =>
  STEPS.filter((step) => step >= min && step <= max);

/** What can be said of a role or bundle before it is asked for; undefined when there is none of that name. */
export const previewOf = (catalog: Catalog, name: string): Preview | undefined => {
  const found = findAccess(catalog, name);
  if (found.kind === 'unknown') return undefined;
  const { name: ownName, rules } = found;
  const { durationMinutes, reason, tickets } = ruleLimits(rules);
  const steps = stepsUpTo(durationMinutes.max, catalog.settings.minimumMinutes);
  const lengths = [...new Set([...steps, durationMinutes.default, durationMinutes.max])].sort((a, b) => a - b);
  return {
    name: ownName,
    durationMinutes,
    lengths,
    reason,
    tickets,
    rules,
  };
};

/** Those who may approve, each once, and how many of them it takes for the role that takes most. */
export const approvalOf = (
  rules: readonly RoleRule[],
): { readonly approvers: readonly Who[]; readonly approvals: number } => {
  const deciding = rules.filter(({ approvals }) => approvals > 0);
  return {
    approvers: deciding.flatMap((rule) => rule.approvers),
    approvals: Math.max(0, ...deciding.map(({ approvals }) => approvals)),
  };
};
