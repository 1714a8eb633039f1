import type { Severity } from '../text/findings/severity.ts';
import { explainFinding, type FindingKind, type FindingValues } from '../text/findings.ts';

/** One problem that the doctor found, with its fix. */
export interface Finding {
  /** The kind of the finding: scripts rely on it, so it stays the same over releases. */
  readonly code: string;
  readonly severity: Severity;
  /** The subject, such as `role prod-s3` or `table`. */
  readonly about: string;
  readonly what: string;
  readonly fix: string;
}

export type Problem = Omit<Finding, 'about'>;

/** A check takes data and yields the problems in it. */
export type Problems = Generator<Problem, void, void>;

export const problem = <Kind extends FindingKind>(
  kind: Kind,
  values: FindingValues<Kind>,
  code: string = kind,
): Problem => ({ code, ...explainFinding(kind, values) });

/** The problems of one subject as findings. */
export const findingsAbout = (about: string, problems: Iterable<Problem>): readonly Finding[] =>
  Array.from(problems, ({ code, ...rest }) => ({ code, about, ...rest }));

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** The most severe findings first. Findings about one subject stay together. */
export const inOrderOfSeverity = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted((a, b) => RANK[a.severity] - RANK[b.severity]);
