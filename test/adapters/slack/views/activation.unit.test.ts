import { describe, expect, it } from 'vitest';
import { activationMessage } from '../../../../functions/adapters/slack/views/activation.ts';
import type { Principal, RoleConditions } from '../../../../functions/core/catalog/catalog.ts';
import { parseRoleArn } from '../../../../functions/core/names.ts';
import { aCatalog, aFederated, aRule } from '../../../support/builders.ts';
import { aRequest, NOW, STATUSES } from './requests.ts';

/** The message about active access to one role, as JSON. */
const shown = (
  { conditions, arn }: { readonly conditions?: RoleConditions; readonly arn?: string },
  principal?: Principal,
): string => {
  const rule = aRule({
    ...(conditions === undefined ? {} : { conditions }),
    ...(arn === undefined ? {} : { arn: parseRoleArn(arn) }),
  });
  const request = aRequest({
    requested: { roles: [{ name: rule.name, arn: rule.arn, rule }] },
    status: { ...STATUSES.active, progress: [{ arn: rule.arn, kind: 'confirmed' }] },
    ...(principal === undefined ? {} : { principal }),
  });
  return JSON.stringify(activationMessage(request, { catalog: aCatalog([rule]), now: NOW }));
};

const SWITCH_ROLE = /switchrole\?account/;

describe('the message about active access', () => {
  it('states the conditions of the catalog, and has the second factor in what users paste', () => {
    const all = shown({ conditions: { mfa: { maxAgeSeconds: 3600 } } });

    expect(all).toContain('Assuming `prod-s3` requires MFA at most 1h old.');
    expect(all).toContain('mfa_serial = arn:aws:iam::111111111111:mfa/YOUR_DEVICE');
    expect(all).toContain('--serial-number arn:aws:iam::111111111111:mfa/YOUR_DEVICE --token-code YOUR_CODE');
    expect(all).toMatch(SWITCH_ROLE);
  });

  it('mentions no second factor for a role without that condition', () => {
    expect(shown({})).not.toMatch(/mfa|Assuming/);
    expect(shown({ conditions: { principalOrgId: 'o-a1b2c3d4e5' } })).not.toContain('mfa_serial');
  });

  it('has no Switch Role button for a role that admits calls from a VPC only, or for a federated user', () => {
    expect(shown({ conditions: { vpc: ['vpc-0a1b2c3d'] } })).not.toMatch(SWITCH_ROLE);
    expect(shown({}, aFederated('alice'))).not.toMatch(SWITCH_ROLE);
  });

  it.each([
    ['a name of 64 characters', 'r'.repeat(64), true],
    ['path and name of 64 characters', `team/${'r'.repeat(59)}`, true],
    ['path and name of 65 characters', `team/${'r'.repeat(60)}`, false],
    ['a long path', `${'team/'.repeat(20)}s3`, false],
  ])('has a Switch Role button only if the console accepts the role: %s', (_, name, isShown) => {
    expect(SWITCH_ROLE.test(shown({ arn: `arn:aws:iam::222222222222:role/${name}` }))).toBe(isShown);
  });
});
