import type { Finding } from '../../functions/core/doctor/finding.ts';
import type { Severity } from '../../functions/core/text/findings/severity.ts';

/** The same finding about several subjects. */
export interface FindingGroup {
  readonly first: Finding;
  /** The other subjects, each with the words in which its text differs from that of the first. */
  readonly others: readonly { readonly about: string; readonly differences: readonly string[] }[];
}

const wordsOf = ({ what, fix }: Finding): readonly string[] => `${what} ${fix}`.split(/\s+/);

/** Findings of one kind about subjects of one kind, whose texts have the same form. */
const keyOf = (finding: Finding): string => {
  const [subject = ''] = finding.about.split(' ');
  return [finding.severity, finding.code, subject, wordsOf(finding).length].join(' ');
};

const differences = (first: Finding, other: Finding): readonly string[] => {
  const words = wordsOf(first);
  const trimmed = wordsOf(other).flatMap((word, index) =>
    word === words[index] ? [] : [word.replace(/^["'(]+|["'.,:;)]+$/g, '')],
  );
  // The name of the subject is shown already.
  return [...new Set(trimmed)].filter((word) => !other.about.split(' ').includes(word));
};

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/**
 * Joins findings that say the same about several subjects, such as one mistake in five roles. The most severe come first, and of
 * those the ones that affect most subjects.
 */
export const groupFindings = (findings: readonly Finding[]): readonly FindingGroup[] => {
  const groups = Map.groupBy(findings, keyOf).values();
  return [...groups]
    .flatMap(([first, ...others]) =>
      first === undefined
        ? []
        : [{ first, others: others.map((other) => ({ about: other.about, differences: differences(first, other) })) }],
    )
    .toSorted((a, b) => RANK[a.first.severity] - RANK[b.first.severity] || b.others.length - a.others.length);
};
