import { DIFFERENCES, type Difference, type Replayed, type ReplaySummary } from '../../replay/compare.ts';
import type { Decided, Unknown } from '../../replay/decide-again.ts';
import { formatDuration } from '../../schedule/duration.ts';
import { counted, shownTime } from './shared.ts';

/** What `--fail-on` takes: every difference but the requests of which nothing changes. */
export const FAIL_ON = DIFFERENCES.filter((one) => one !== 'unchanged');

export const DIFFERENCE_NAMES: Readonly<Record<Difference, string>> = {
  'newly-allowed': 'newly allowed',
  'fewer-approvals': 'fewer approvals',
  'newly-refused': 'newly refused',
  'more-approvals': 'more approvals',
  'other-length': 'another default duration',
  'other-rule': 'another rule, same outcome',
  undetermined: 'cannot be determined',
  unchanged: 'unchanged',
};

const whyUnknown = (why: Unknown): string => {
  switch (why.kind) {
    case 'not_read':
      return `the record does not say who was in ${why.groups.join(', ')}`;
    case 'no_email':
      return 'the e-mail address of the holder was not recorded';
    case 'not_recorded':
      return 'the record of the refusal does not contain the request';
    case 'capacity':
      return 'it was refused because of a quota of IAM, which the catalog does not decide';
    case 'approvers':
      return 'too few users could approve it, and the record does not list the members of groups';
    case 'tampered':
      return 'the stored request was changed from outside';
    case 'cut_off':
      return 'the history does not contain the request that it began with';
    default:
      return why satisfies never;
  }
};

/** The rules of a decision, each with the name of its role if there are several. */
const rulesOf = ({ rules }: Extract<Decided, { kind: 'allowed' }>): string => {
  const names = rules.flatMap(({ role, rule }) =>
    rule === undefined ? [] : [rules.length > 1 ? `${role}: ${rule}` : rule],
  );
  return names.length === 0 ? '' : ` (${names.join(', ')})`;
};

export const decidedText = (decided: Decided): string => {
  if (decided.kind === 'unknown') return whyUnknown(decided.why);
  if (decided.kind === 'refused') return `refused: ${decided.refusal}`;
  const { approvals, minutes } = decided;
  const needed = approvals === 0 ? 'automatic' : counted(approvals, 'approval');
  return `${needed}, ${formatDuration(minutes)}${rulesOf(decided)}`;
};

const subjectOf = ({ id, at, by, target }: Replayed): string =>
  [id === undefined ? 'refused request' : `request ${id}`, ...(by === '' ? [] : [`${shownTime(at)} ${by}`]), target]
    .filter(Boolean)
    .join(' ');

const example = (one: Replayed): string => {
  const { before, after, difference } = one;
  const change = difference === 'undetermined' ? decidedText(after) : `${decidedText(before)} -> ${decidedText(after)}`;
  return `    ${subjectOf(one)}: ${change}`;
};

const more = (count: number, shown: number): readonly string[] =>
  count > shown ? [`    ... and ${count - shown} more`] : [];

export const replayText = {
  checking: 'deciding past requests again ...',
  notJson: 'is not JSON',
  twice: (id: string) => `begins request ${id}, which began on an earlier line`,
  mistake: (file: string, line: number, what: string) => `${file}:${line}: ${what}`,
  nothingDone: 'Nothing was decided. Write the file with "assume-bot audit export --out FILE".',
  noFile: (file: string) => `--against ${file}: there is no such file; "--against table" reads the table of the hub`,
  isFolder: (file: string) =>
    `--against ${file} is a folder; "assume-bot audit export --out FILE" writes a file for it`,
  isCsv: (file: string) => `--against ${file}: CSV does not contain all facts; export it with --format ndjson`,
  isEmpty: (file: string) => `${file} contains no request.`,
  needsAgainst: (option: string) => `--${option} needs --against`,
  notExamples: (text: string) => `--examples "${text}" is not a number from 0 to 1000`,
  notDifference: (text: string) => `--fail-on "${text}": use ${FAIL_ON.join(', ')} or approvals-not-enough`,
  /** The report in lines of plain text. */
  lines: ({ requests, counts, targets, examples, notEnough }: ReplaySummary): readonly string[] => [
    `${counted(requests, 'past request')} decided again:`,
    ...DIFFERENCES.flatMap((one) => [
      `  ${DIFFERENCE_NAMES[one]}: ${counts[one]}`,
      ...(one === 'unchanged' ? [] : examples[one].map(example)),
      ...(one === 'unchanged' ? [] : more(counts[one], examples[one].length)),
    ]),
    `  approved, and these approvals would not be enough: ${notEnough.count}`,
    ...notEnough.examples.map(example),
    ...more(notEnough.count, notEnough.examples.length),
    ...targets.flatMap(({ target, counts: own }) => {
      const changed = FAIL_ON.filter((one) => own[one] > 0).map((one) => `${own[one]} ${DIFFERENCE_NAMES[one]}`);
      return changed.length === 0 ? [] : [`  ${target === '' ? '(not recorded)' : target}: ${changed.join(', ')}`];
    }),
  ],
};
