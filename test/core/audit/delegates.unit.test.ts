import { describe, expect, it } from 'vitest';
import { rowOf } from '../../../bin/report/rows.ts';
import { holdingsOf } from '../../../functions/core/audit/access-periods.ts';
import { entriesOf } from '../../../functions/core/audit/entries.ts';
import { approval, NOON, pending, withFacts } from '../../support/a-request.ts';
import { ROLE, U } from '../../support/builders.ts';

const request = pending();
const delegated = withFacts(
  request,
  [
    approval(request, { by: U('bob'), for: U('carol'), roles: request.requested.roles.map(({ name }) => name) }),
    { kind: 'role_confirmed', arn: ROLE, name: request.requested.target },
    { kind: 'activated' },
  ],
  NOON,
);

describe('an approval by a delegate', () => {
  it('is exported with the approver in whose place it was given', () => {
    const entry = entriesOf(delegated).find(({ kind }) => kind === 'approved');

    expect([entry?.by, entry?.detail]).toEqual([U('bob'), expect.stringContaining('U0BOB for U0CAROL: until')]);
  });

  it('is reported with both names', () => {
    const [holding] = holdingsOf(delegated, new Date('2030-01-01T12:30:00Z'));

    expect(holding?.approvedBy).toEqual(['U0BOB for U0CAROL']);
    expect(holding && rowOf(holding, { U0BOB: 'bob', U0CAROL: 'carol' }).approvedByNames).toEqual(['bob for carol']);
  });
});
