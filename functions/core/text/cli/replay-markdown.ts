import { DIFFERENCES, type Replayed, type ReplaySummary } from '../../replay/compare.ts';
import { DIFFERENCE_NAMES, decidedText, FAIL_ON } from './replay.ts';
import { counted, shownTime } from './shared.ts';

/** Rows of roles that a summary shows. GitHub takes 1 MiB for a summary, and 65,536 characters for a comment. */
const MOST_ROLES = 100;

/**
 * Words of users and catalogs as Markdown: code whose marks are entities. GitHub interprets no formatting, mention, link or
 * HTML in it. Source: GitHub Flavored Markdown Spec, "Entity and numeric character references".
 */
export const literal = (words: string): string => {
  const written = [...words.replace(/\s+/g, ' ')]
    .filter((one) => !/\p{Cc}|\p{Cf}/u.test(one))
    .map((one) => (/[\p{L}\p{N} ]/u.test(one) ? one : `&#${one.codePointAt(0)};`))
    .join('');
  return written.trim() === '' ? '–' : `<code>${written}</code>`;
};

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;

const exampleRow = ({ id, at, by, target, before, after, difference }: Replayed): string =>
  row([
    id === undefined ? 'refused' : literal(id),
    by === '' ? '–' : shownTime(at),
    literal(by),
    literal(target),
    difference === 'undetermined' ? '–' : literal(decidedText(before)),
    literal(decidedText(after)),
  ]);

const HEADS = ['Request', 'Time', 'User', 'Role or bundle', 'Then', 'With this catalog'];

const section = (title: string, count: number, examples: readonly Replayed[]): readonly string[] =>
  examples.length === 0
    ? []
    : [
        '',
        `<details><summary>${title}: ${count}${count > examples.length ? `, the first ${examples.length}` : ''}</summary>`,
        '',
        row(HEADS),
        row(HEADS.map(() => '---')),
        ...examples.map(exampleRow),
        '',
        '</details>',
      ];

/** The report for the pull request of a catalog, as GitHub Flavored Markdown. */
export const replayMarkdown = ({
  requests,
  counts,
  targets,
  examples,
  notEnough,
}: ReplaySummary): readonly string[] => {
  const changed = targets.filter(({ counts: own }) => FAIL_ON.some((one) => own[one] > 0));
  const shown = FAIL_ON.filter((one) => counts[one] > 0);
  const enough = 'approved, and these approvals would not be enough';
  return [
    '### What this catalog would have decided',
    '',
    `${counted(requests, 'past request')}, decided again from the evidence of their records.`,
    '',
    row(['Difference', 'Requests']),
    row(['---', '---:']),
    ...DIFFERENCES.map((one) => row([DIFFERENCE_NAMES[one], counts[one]])),
    row([enough, notEnough.count]),
    ...(changed.length === 0
      ? []
      : [
          '',
          row(['Role or bundle', ...shown.map((one) => DIFFERENCE_NAMES[one])]),
          row(['---', ...shown.map(() => '---:')]),
          ...changed
            .slice(0, MOST_ROLES)
            .map(({ target, counts: own }) => row([literal(target), ...shown.map((one) => own[one])])),
        ]),
    ...(changed.length > MOST_ROLES ? ['', `... and ${counted(changed.length - MOST_ROLES, 'more role')}.`] : []),
    ...FAIL_ON.flatMap((one) => section(DIFFERENCE_NAMES[one], counts[one], examples[one])),
    ...section(enough, notEnough.count, notEnough.examples),
  ];
};
