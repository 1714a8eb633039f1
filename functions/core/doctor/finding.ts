import { explainFinding, type FindingKind, type FindingValues, type Severity } from '../text/findings.ts';

/** One thing that was found, with its fix. */
export interface Finding {
  /** The kind of the finding: scripts rely on it, so it stays the same over releases. */
  readonly code: string;
  readonly severity: Severity;
  /** What it is about, such as `role prod-s3` or `table`. */
  readonly about: string;
  readonly what: string;
  readonly fix: string;
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** The most severe findings first. Findings about one thing stay together. */
export const inOrderOfSeverity = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted((a, b) => RANK[a.severity] - RANK[b.severity]);

/** Collects findings about one thing. Each call adds one and returns all of them. */
export const findingsAbout = (about: string) => {
  const found: Finding[] = [];
  const add = <Kind extends FindingKind>(kind: Kind, values: FindingValues<Kind>, code: string = kind): Finding[] => {
    found.push({ code, about, ...explainFinding(kind, values) });
    return found;
  };
  return { found, add };
};
