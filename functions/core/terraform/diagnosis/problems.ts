import type { NotSeen } from '../../doctor/facts.ts';
import { problem } from '../../doctor/finding.ts';
import type { FindingKind, FindingValues } from '../../text/findings.ts';
import type { Change } from './changes.ts';
import type { DiagnosisFinding } from './diagnosis.ts';

/** A finding without its subject. */
export interface StateProblem extends Omit<DiagnosisFinding, 'about'> {
  /** What could not be read, so that problems with one reason become one finding. */
  readonly unread?: { readonly subject: string; readonly fact: NotSeen };
}

const problemThat =
  (isDoubt: boolean) =>
  <Kind extends FindingKind>(
    kind: Kind,
    values: FindingValues<Kind>,
    changes: readonly Change[] = [],
    code: string = kind,
  ): StateProblem => ({ ...problem(kind, values, code), isDoubt, changes });

/** A problem that was judged. */
export const broken = problemThat(false);

/** A problem that could not be judged. */
export const doubtful = problemThat(true);

/** Something that could not be read. `fix` adds to the fix of the fact. */
export const unreadProblem = (
  subject: string,
  fact: NotSeen,
  changes: readonly Change[] = [],
  fix = '',
): StateProblem => ({
  ...doubtful('state_not_looked_at', { subject, why: fact.why, fix: `${fact.fix}${fix}` }, changes),
  unread: { subject, fact },
});
