import type * as z from 'zod';
import { defined } from '../../core/defined.ts';
import type { Path } from './problems.ts';
import type { Draft } from './read.ts';
import type { ruleSchema } from './rule-schema.ts';

export type RuleDraft = Draft<z.input<typeof ruleSchema>>;

/** The maps of a rule. Each can be in a rule, in its role, in defaultsByLabel, under `defaults`, or partly in each. */
export const MAPS = ['duration', 'extend', 'emergency', 'escalation', 'conditions'] as const;

/** Settings for the roles with some labels. */
export const BY_LABEL: Path = ['defaultsByLabel'];

/** A place in the file, and the keys of a rule in it. */
export interface Layer {
  readonly path: Path;
  readonly draft: RuleDraft;
}

/** The places that set the keys of a rule, the most specific first. */
export interface Layers {
  /** The rule in a list, and its role. */
  readonly own: readonly Layer[];
  /** The entries of defaultsByLabel that match the role, and `defaults`. */
  readonly shared: readonly Layer[];
}

/** Stages replace the approvers and approvals of a less specific place, and each of those replaces its stages. */
const withoutReplaced = (lower: RuleDraft, { stages, approvers, approvals }: RuleDraft): RuleDraft => {
  const { stages: _stages, approvers: _approvers, approvals: _approvals, ...others } = lower;
  if (stages !== undefined) return others;
  if (approvers === undefined && approvals === undefined) return lower;
  return { ...others, ...defined({ approvers: lower.approvers, approvals: lower.approvals }) };
};

/** A map has the keys of both places, and an example of a ticket belongs to the pattern beside it. */
const over = (upper: RuleDraft, { ticketExample, ...lower }: RuleDraft): RuleDraft => {
  const maps = MAPS.flatMap((key) => {
    const [below, above] = [lower[key], upper[key]];
    return below && above ? [[key, { ...below, ...above }]] : [];
  });
  const example = upper.ticket === undefined ? defined({ ticketExample }) : {};
  return { ...withoutReplaced(lower, upper), ...example, ...upper, ...Object.fromEntries(maps) };
};

/** The keys of several places. A more specific place replaces the key of another, and completes its map. */
export const combine = (layers: readonly Layer[]): RuleDraft =>
  layers.reduceRight<RuleDraft>((lower, { draft }) => over(draft, lower), {});
