import { DIFFERENCES, type Replayed, type ReplaySummary } from '../../../../functions/core/replay/compare.ts';
import { decidedText, replayText } from '../../../../functions/core/text/cli/replay.ts';
import { literal, replayMarkdown } from '../../../../functions/core/text/cli/replay-markdown.ts';
import { NOW } from './data.ts';
import { examplesOf } from './registry.ts';

const ID = '234945c0911be64cdc1a';
const ONE = {
  kind: 'allowed',
  approvals: 1,
  minutes: 60,
  rules: [{ role: 'prod-s3', rule: 'office hours', index: 1 }],
} as const;
const AUTOMATIC = { ...ONE, approvals: 0, rules: [{ role: 'prod-s3', rule: 'on call', index: 0 }] } as const;
const FEWER: Replayed = {
  ...{ id: ID, at: NOW, by: 'U0ALICE', target: 'prod-s3' },
  ...{ difference: 'fewer-approvals', before: ONE, after: AUTOMATIC },
};
const LOST: Replayed = {
  ...{ at: NOW, by: 'U0BOB', target: '', difference: 'undetermined' },
  ...{ before: { kind: 'refused', refusal: 'no_rule' }, after: { kind: 'unknown', why: { kind: 'not_recorded' } } },
};
const of = <T>(usual: T, more: object) =>
  ({ ...Object.fromEntries(DIFFERENCES.map((one) => [one, usual])), ...more }) as Record<
    (typeof DIFFERENCES)[number],
    T
  >;
const COUNTS = of(0, { unchanged: 9, 'fewer-approvals': 2, undetermined: 1 });
const SUMMARY: ReplaySummary = {
  requests: 12,
  counts: COUNTS,
  targets: [
    { target: '', counts: of(0, { undetermined: 1 }) },
    { target: 'prod-s3', counts: of(0, { unchanged: 9, 'fewer-approvals': 2 }) },
  ],
  examples: of([], { 'fewer-approvals': [FEWER], undetermined: [LOST] }),
  notEnough: { count: 1, examples: [FEWER] },
};
const FILE = 'history.ndjson';
const why = (known: object) => [{ kind: 'unknown', why: known }] as const;

export const examples = [
  examplesOf(
    'CLI: validate --against',
    'cli/replay.ts',
    { ...replayText, decidedText } as never,
    {
      twice: { 'a request twice': [ID] },
      mistake: { 'a line that was cut off': [FILE, 7, 'is not JSON'] },
      noFile: { '': [FILE] },
      isFolder: { '': ['chains'] },
      isCsv: { '': ['history.csv'] },
      isEmpty: { '': [FILE] },
      needsAgainst: { '': ['fail-on'] },
      notExamples: { '': ['many'] },
      notDifference: { '': ['laxer'] },
      lines: { '': [SUMMARY] },
      decidedText: {
        'a bundle': [{ ...ONE, approvals: 2, rules: [...ONE.rules, { role: 'prod-db', rule: 'always', index: 0 }] }],
        refused: [{ kind: 'refused', refusal: 'no_rule' }],
        'unread groups': why({ kind: 'not_read', groups: ['S0SRE'] }),
        'no e-mail address': why({ kind: 'no_email' }),
        capacity: why({ kind: 'capacity' }),
        approvers: why({ kind: 'approvers' }),
        'a changed request': why({ kind: 'tampered' }),
        'a history that begins later': why({ kind: 'cut_off' }),
      },
    } as never,
  ),
  examplesOf(
    'CLI: validate --markdown',
    'cli/replay-markdown.ts',
    { literal, replayMarkdown } as never,
    {
      literal: { 'words of a user': ['@team <b>*now*</b>'] },
      replayMarkdown: { '': [SUMMARY] },
    } as never,
  ),
];
