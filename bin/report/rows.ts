import type { Holding } from '../../functions/core/audit/access-periods.ts';
import { reportText } from '../../functions/core/text/cli/report.ts';

/** One period of access, with the names of users beside their IDs. The page, the CSV file and the JSON output contain these rows. */
export interface ReportRow extends Holding {
  readonly userName: string;
  readonly minutes: number;
  readonly endedByName?: string;
  readonly approvedByNames: readonly string[];
  readonly reviewedByName?: string;
  readonly requestedByName?: string;
}

export type Names = Readonly<Record<string, string>>;

/** The columns of the CSV file, in order. */
export const CSV_COLUMNS: readonly (keyof ReportRow)[] = [
  'user',
  'userName',
  'sessionName',
  'role',
  'roleArn',
  'account',
  'rule',
  'ruleIndex',
  'from',
  'until',
  'minutes',
  'ended',
  'endedBy',
  'endedByName',
  'emergency',
  'verdict',
  'reviewedBy',
  'reviewedByName',
  'reviewedAt',
  'reviewNote',
  'approvedBy',
  'approvedByNames',
  'requestedBy',
  'requestedByName',
  'reason',
  'requestId',
];

const MINUTE_MS = 60_000;

export const rowOf = (holding: Holding, names: Names): ReportRow => {
  const nameOf = (id: string): string => names[id] ?? id;
  const { user, from, until, endedBy, reviewedBy, requestedBy } = holding;
  return {
    ...holding,
    userName: nameOf(user),
    minutes: Math.round((until.getTime() - from.getTime()) / MINUTE_MS),
    approvedByNames: holding.approvedBy.map((by) => by.split(' for ').map(nameOf).join(' for ')),
    ...(endedBy === undefined ? {} : { endedByName: nameOf(endedBy) }),
    ...(reviewedBy === undefined ? {} : { reviewedByName: nameOf(reviewedBy) }),
    ...(requestedBy === undefined ? {} : { requestedByName: nameOf(requestedBy) }),
  };
};

/** The first line of the page. */
export const summaryOf = (rows: readonly ReportRow[]): string => {
  const emergencies = rows.filter(({ emergency }) => emergency);
  const withVerdict = (verdict: ReportRow['verdict']) => emergencies.filter((row) => row.verdict === verdict).length;
  return reportText.heldText(rows.length, {
    all: emergencies.length,
    notJustified: withVerdict('not justified'),
    pending: withVerdict('review pending'),
  });
};
