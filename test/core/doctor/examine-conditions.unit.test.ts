import { describe, expect, it } from 'vitest';
import { examineConditions } from '../../../functions/core/doctor/examine-conditions.ts';
import type { Statement } from '../../../functions/core/trust/documents.ts';
import { DEFAULT_HUB } from '../../../functions/core/trust/policy-names.ts';
import { aCatalog, aRule, aTrust, UTILS } from '../../support/builders.ts';
import { aSeenRole } from './a-seen-role.ts';

const root: Statement = {
  Sid: 'Found',
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${UTILS}:root` },
  Action: 'sts:AssumeRole',
};
const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };

const found = (statement: Statement, conditions = { conditions: { mfa: {} } }) => {
  const rule = aRule(conditions);
  return [...examineConditions(rule, aSeenRole({ trust: aTrust(statement) }), aCatalog([rule]), DEFAULT_HUB)];
};

describe('foreign statements of a role with conditions', () => {
  it('are reported with the users whom they could let in without the conditions', () => {
    const [finding, ...others] = found(root);

    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: 'trust_bypasses_conditions', severity: 'error' });
    expect(finding?.what).toContain('"Found"');
    expect(finding?.what).toContain('U0ALICE, U0BOB, U0RANDOM');
  });

  it('are not reported if they require the same, name no user of the catalog, or the role has no conditions', () => {
    expect(found({ ...root, Condition: MFA })).toEqual([]);
    expect(found({ ...root, Principal: { AWS: `arn:aws:iam::${UTILS}:user/eve` } })).toEqual([]);
    expect(found(root, {} as never)).toEqual([]);
  });
});
