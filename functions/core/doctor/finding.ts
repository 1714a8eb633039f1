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

/** Makes findings about one thing. */
export const findingsAbout = (about: string) => {
  const make =
    (severity: Severity) =>
    (code: string, what: string, fix: string): Finding => ({ code, severity, about, what, fix });
  return { error: make('error'), warning: make('warning'), note: make('note') };
};
