import { problem } from '../../doctor/finding.ts';
import type { FindingKind, FindingValues } from '../../text/findings.ts';
import type { Change } from './changes.ts';
import type { DiagnosisFinding } from './diagnosis.ts';

/** A finding without its subject. */
export type StateProblem = Omit<DiagnosisFinding, 'about'>;

export const broken = <Kind extends FindingKind>(
  kind: Kind,
  values: FindingValues<Kind>,
  changes: readonly Change[] = [],
  code: string = kind,
): StateProblem => ({ ...problem(kind, values, code), isDoubt: false, changes });

export const doubtful = <Kind extends FindingKind>(
  kind: Kind,
  values: FindingValues<Kind>,
  changes: readonly Change[] = [],
  code: string = kind,
): StateProblem => ({ ...problem(kind, values, code), isDoubt: true, changes });
