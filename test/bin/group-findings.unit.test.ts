import { describe, expect, it } from 'vitest';
import { shownFindings } from '../../bin/cli/findings.ts';
import type { Finding } from '../../functions/core/doctor/finding.ts';

const LONG_SESSIONS = (name: string, hours: number): Finding => ({
  code: 'long_sessions',
  severity: 'warning',
  about: `role ${name}`,
  what: `Sessions of arn:aws:iam::222222222222:role/${name} last up to ${hours}h.`,
  fix: `Set MaxSessionDuration of arn:aws:iam::222222222222:role/${name} to 3600.`,
});
const OPEN_TRUST: Finding = {
  code: 'open_trust',
  severity: 'error',
  about: 'role db',
  what: 'The trust policy admits everyone.',
  fix: 'Remove the statement.',
};
const NOTE: Finding = {
  ...OPEN_TRUST,
  code: 'note',
  severity: 'note',
  about: 'the table',
  what: 'It is empty.',
  fix: 'Nothing.',
};

describe('the output of doctor', () => {
  it('shows the same finding about several roles once, with the roles and their values', () => {
    const lines = shownFindings([LONG_SESSIONS('s3', 12), LONG_SESSIONS('db', 4), LONG_SESSIONS('queue', 12)]);

    expect(lines.join('\n').replaceAll(/\s+/g, ' ')).toBe(
      'warning role s3 and 2 others: Sessions of arn:aws:iam::222222222222:role/s3 last up to 12h. [long_sessions] ' +
        'Fix: Set MaxSessionDuration of arn:aws:iam::222222222222:role/s3 to 3600. The same problem and fix for: ' +
        'role db (arn:aws:iam::222222222222:role/db, 4h) role queue (arn:aws:iam::222222222222:role/queue) ',
    );
  });

  it('shows the worst first, and of those what affects most roles', () => {
    const single = { ...LONG_SESSIONS('s3', 12), code: 'other', what: 'Another problem.' };
    const lines = shownFindings([NOTE, single, LONG_SESSIONS('s3', 12), LONG_SESSIONS('db', 4), OPEN_TRUST]);

    expect(lines.flatMap((line) => /\[(\w+)\]/.exec(line)?.[1] ?? [])).toEqual([
      'open_trust',
      'long_sessions',
      'other',
      'note',
    ]);
  });

  it('keeps findings apart that say something else', () => {
    const other = { ...LONG_SESSIONS('db', 4), what: 'Sessions of this role last for ever, as it seems to us.' };

    expect(shownFindings([LONG_SESSIONS('s3', 12), other]).filter((line) => line.includes('Fix:'))).toHaveLength(2);
  });
});
