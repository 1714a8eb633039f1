import type { assumptionLooks } from '../../../core/text/cli/assumptions.ts';
import type { Bench } from './bench.ts';

export type StepName = keyof typeof assumptionLooks;

/** One step of `selftest --assumptions`, and the entry of docs/assumptions.md that it proves. */
export interface Step<Key extends string> {
  readonly entry: string;
  readonly run: (bench: Bench<Key>) => Promise<void>;
}

/** Every step by its name. The keys of its looks have sentences in core/text. */
export type Steps = { readonly [Name in StepName]: Step<keyof (typeof assumptionLooks)[Name] & string> };

export const stepOf = <Key extends string>(entry: string, run: Step<Key>['run']): Step<Key> => ({ entry, run });
