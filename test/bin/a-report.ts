import { type ReportRow, rowOf } from '../../bin/report/rows.ts';

const NAMES = { U0ALICE: 'alice', U0BOB: 'bob', U0CAROL: 'carol' };

/** A row of a report: alice held prod-s3 for one hour, approved by bob. */
export const aRow = (given: Partial<Parameters<typeof rowOf>[0]> = {}): ReportRow =>
  rowOf(
    {
      requestId: '0'.repeat(20),
      user: 'U0ALICE',
      sessionName: 'alice',
      role: 'prod-s3',
      roleArn: 'arn:aws:iam::222222222222:role/s3-list-role',
      account: 'prod',
      from: new Date('2030-01-01T12:00:00Z'),
      until: new Date('2030-01-01T13:00:00Z'),
      ended: 'expired',
      approvedBy: ['U0BOB'],
      emergency: false,
      reason: 'INC-42',
      ...given,
    },
    NAMES,
  );

/** An emergency that carol found not justified. */
export const anEmergency = (given: Partial<Parameters<typeof rowOf>[0]> = {}): ReportRow =>
  aRow({
    emergency: true,
    approvedBy: [],
    verdict: 'not justified',
    reviewedBy: 'U0CAROL',
    reviewedAt: new Date('2030-01-01T14:00:00Z'),
    reviewNote: 'no incident was open',
    ...given,
  });

/** A page of these rows for January. */
export const pageOf = (rows: readonly ReportRow[]) => ({
  rows,
  from: new Date('2030-01-01T00:00:00Z'),
  until: new Date('2030-02-01T00:00:00Z'),
  madeAt: new Date('2030-02-01T00:00:00Z'),
  csvName: 'report.csv',
});
