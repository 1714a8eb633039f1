/** `error`: something does not work, or the time box is pointless. `warning`: it will hurt. `note`: good to know. */
export type Severity = 'error' | 'warning' | 'note';

/** One thing that was found, with what mends it. */
export interface Finding {
  /** Stays the same over releases, so that scripts can look for it. */
  readonly code: string;
  readonly severity: Severity;
  /** What it is about, such as `role prod-s3` or `table assume-bot`. */
  readonly about: string;
  /** A whole sentence. */
  readonly what: string;
  /** What to do, as a whole sentence. */
  readonly fix: string;
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** The worst first; what is about one thing stays together, in the order it was found. */
export const inOrderOfWeight = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted((a, b) => RANK[a.severity] - RANK[b.severity]);

/** Collects findings about one thing. Each call adds one and answers all that were found so far. */
export const findingsAbout = (about: string) => {
  const found: Finding[] = [];
  const add =
    (severity: Severity) =>
    (code: string, what: string, fix: string): Finding[] => {
      found.push({ code, severity, about, what, fix });
      return found;
    };
  return { found, error: add('error'), warning: add('warning'), note: add('note') };
};
