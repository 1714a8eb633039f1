import type { Finding } from '../../doctor/finding.ts';
import type { Step } from './calls.ts';
import type { ChangedPolicy } from './changed-policies.ts';
import type { Change } from './changes.ts';
import type { Result } from './judge.ts';

/** A finding with the changes that fix it. */
export interface DiagnosisFinding extends Finding {
  /** Whether it says that something could not be judged. */
  readonly isDoubt: boolean;
  readonly changes: readonly Change[];
  /** The position in `steps` of the first call that it is about. Absent if it is about no call. */
  readonly step?: number;
}

/** One step of Terraform, as the output of `--json` lists it. */
export interface DiagnosedStep {
  readonly step: Step;
  readonly what: string;
  readonly action: string;
  readonly resource: string;
  readonly result: Result;
  /** Whether Terraform goes on if the call is denied. */
  readonly isOptional?: true;
}

/**
 * `works`: everything was judged, and nothing stops Terraform. `broken`: something stops it. `not_judged`: nothing that was judged
 * stops it, but not everything could be judged.
 */
export type Outcome = 'works' | 'broken' | 'not_judged';

export interface Diagnosis {
  /** Whether nothing at all could be read. */
  readonly isBlind: boolean;
  readonly outcome: Outcome;
  readonly steps: readonly DiagnosedStep[];
  readonly findings: readonly DiagnosisFinding[];
  readonly policies: readonly ChangedPolicy[];
}
