import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../functions/core/doctor/diagnose.ts';
import type { SeenRole } from '../../../functions/core/doctor/facts.ts';
import type { Statement } from '../../../functions/core/trust/documents.ts';
import { guardPolicyName, hubOf } from '../../../functions/core/trust/policy-names.ts';
import { withSids } from '../../../functions/core/trust/statements.ts';
import { aCatalog, alice, anIamUser, aRole, aRule, aTrust, PROD, ROLE, U, UTILS } from '../../support/builders.ts';
import { codes, facts, wanted } from './a-diagnosis.ts';
import { aSeenRole, aSeenUser } from './a-seen-role.ts';

const ENDS = { Condition: { DateLessThan: { 'aws:CurrentTime': '2030-01-01T13:00:00Z' } } };
/** A statement of a trust policy that admits a principal. */
const admits = (AWS: string, more: Partial<Statement> = {}): Statement => ({
  Effect: 'Allow',
  Principal: { AWS },
  Action: 'sts:AssumeRole',
  ...more,
});
const allowing = (Action: string): Statement => ({ Effect: 'Allow', Action, Resource: '*' });

describe('a diagnosis of roles and users', () => {
  it('does not report the inline policy of the bot as a permanent permission', () => {
    const Statement = [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Resource: ROLE,
        Condition: { DateLessThan: { 'aws:CurrentTime': '2030-01-01T13:00:00Z' } },
      },
    ];
    const ours = {
      name: 'assume-bot-access',
      how: 'inline',
      document: aTrust(...Statement),
    } as const;

    expect(codes({ users: { [alice.arn]: aSeenUser({ policies: [ours] }) } })).toEqual([]);
  });

  it('reports a user once for a role with several rules', () => {
    const permanent = { name: 'admin', how: 'inline', document: aTrust(allowing('sts:AssumeRole')) } as const;
    const users = { [alice.arn]: aSeenUser({ policies: [permanent] }) };
    const rule = aRule({ durationMinutes: { default: 30, max: 60 } });
    const role = aRole({ ...rule, ruleName: 'short' }, { ...rule, ruleName: 'long' });
    const people = { [U('alice')]: alice };
    const catalog = { ...aCatalog(undefined, { people }), roles: { [rule.name]: role } };

    expect(codes({ users, catalog })).toEqual(codes({ users }));
    expect(codes({ users, catalog })).not.toEqual([]);
  });

  it('names the remaining policies of release 0.1.0 on a user', () => {
    const name = 'assume-bot-222222222222-s3-list-role';
    const legacy = { name, how: 'inline', document: aTrust() } as const;

    const [found] = diagnose(facts({ users: { [alice.arn]: aSeenUser({ policies: [legacy] }) } }), wanted);

    expect(found).toMatchObject({ code: 'legacy_user_policy', severity: 'note' });
    expect(found?.what).toContain(name);
  });

  it('notes a user name that differs in case from IAM', () => {
    const found = diagnose(facts({ users: { [alice.arn]: aSeenUser({ userName: 'Alice' }) } }), wanted);

    expect(found.map(({ code, severity }) => [code, severity])).toEqual([['user_name_differs', 'note']]);
    expect(found[0]?.fix).toBe(`Write arn:aws:iam::${UTILS}:user/Alice at people.U0ALICE.`);
  });

  it('reports a user without an MFA device if the role requires MFA', () => {
    const rule = aRule({ durationMinutes: { default: 30, max: 60 }, conditions: { mfa: {} } });
    const catalog = aCatalog([rule], { people: { [U('alice')]: alice } });
    const found = (hasMfa?: boolean) =>
      codes({ catalog, users: { [alice.arn]: aSeenUser(hasMfa === undefined ? {} : { hasMfa }) } });

    expect([found(false), found(true), found()]).toEqual([['user_without_mfa'], [], []]);
    expect(codes({ users: { [alice.arn]: aSeenUser({ hasMfa: false }) } })).toEqual([]);
  });

  it('reports permanent access only if both sides allow it and no statement denies it', () => {
    const trust = aTrust({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${UTILS}:root` },
      Action: 'sts:AssumeRole',
    });
    const admin = {
      name: 'AdministratorAccess',
      how: 'attached',
      document: aTrust({ Effect: 'Allow', Action: '*', Resource: '*' }),
    } as const;
    const deny = {
      name: 'no',
      how: 'inline',
      document: aTrust({ Effect: 'Deny', Action: 'sts:AssumeRole', Resource: '*' }),
    } as const;
    const open = { [ROLE]: aSeenRole({ trust }) };

    expect(codes({ roles: open, users: { [alice.arn]: aSeenUser({ policies: [admin] }) } })).toEqual([
      'trust_permanent_account',
      'permanent_access',
    ]);
    expect(codes({ roles: open })).toEqual(['trust_permanent_account']);
    expect(codes({ users: { [alice.arn]: aSeenUser({ policies: [admin] }) } })).toEqual(['identity_permanent']);
    expect(codes({ roles: open, users: { [alice.arn]: aSeenUser({ policies: [admin, deny] }) } })).not.toContain(
      'permanent_access',
    );
  });

  it('reports a role that can let a user in under any session name, which no policy of the bot pins', () => {
    const external = anIamUser('alice', { identity: 'external' });
    const catalog = aCatalog([aRule()], { people: { [U('alice')]: external } });
    const roles = { [ROLE]: aSeenRole({ trust: aTrust(admits(`arn:aws:iam::${UTILS}:root`)) }) };
    const only = { Condition: { StringEquals: { 'sts:RoleSessionName': '${aws:username}' } } };
    const pinned = { [ROLE]: aSeenRole({ trust: aTrust(admits(`arn:aws:iam::${UTILS}:root`, only)) }) };

    const trusting = (AWS: string, Condition: Statement['Condition']) => ({
      [ROLE]: aSeenRole({ trust: aTrust(admits(AWS, Condition === undefined ? {} : { Condition })) }),
    });
    const root = `arn:aws:iam::${UTILS}:root`;
    const withMfa = trusting(root, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } });
    const forBob = trusting(root, { StringEquals: { 'aws:username': 'bob' } });

    expect(codes({ catalog, roles })).toContain('external_session_name');
    expect(codes({ catalog, roles: withMfa })).toContain('external_session_name');
    expect(codes({ catalog, roles: trusting(external.arn, undefined) })).toContain('external_session_name');
    expect(codes({ catalog, roles: forBob })).not.toContain('external_session_name');
    expect(codes({ catalog, roles: pinned })).not.toContain('external_session_name');
    expect(codes({ roles })).not.toContain('external_session_name');
  });

  it('reports a role whose sessions can renew themselves under another name', () => {
    const assume = { name: 'all', how: 'inline', document: aTrust(allowing('sts:AssumeRole')) } as const;
    const deny = { name: 'no', how: 'inline', document: aTrust({ ...allowing('sts:*'), Effect: 'Deny' }) } as const;
    const account = aTrust(admits(`arn:aws:iam::${PROD}:root`));
    const itself = aTrust(admits(ROLE));
    const found = (fields: Partial<SeenRole>) =>
      codes({ roles: { [ROLE]: aSeenRole(fields) } }).includes('role_assumes_itself');

    expect(found({ trust: account, policies: [assume] })).toBe(true);
    expect(found({ trust: itself })).toBe(true);
    expect(found({ trust: account })).toBe(false);
    expect(found({ trust: account, policies: [assume, deny] })).toBe(false);
    expect(found({ policies: [assume] })).toBe(false);
  });

  it('reports a role that another hub manages', () => {
    const other = hubOf('another-bot');
    const [statement] = withSids([admits(`arn:aws:iam::${UTILS}:root`, ENDS)], other);
    const guard = { name: guardPolicyName(other), how: 'inline', document: aTrust() } as const;
    const byTrust = { [ROLE]: aSeenRole({ trust: aTrust(statement as Statement) }) };
    const byGuard = { [ROLE]: aSeenRole({ policies: [guard] }) };

    expect(codes({ roles: byTrust })).toContain('another_hub');
    expect(codes({ roles: byGuard })).toContain('another_hub');
    expect(codes({ roles: byGuard, hub: other })).not.toContain('another_hub');
  });

  it('reports trust with a condition separately from unconditional trust', () => {
    const trust = aTrust({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${UTILS}:root` },
      Action: 'sts:AssumeRole',
      Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    });
    const Statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' };
    const any = { name: 'any', how: 'inline', document: aTrust(Statement) } as const;

    const found = codes({
      roles: { [ROLE]: aSeenRole({ trust }) },
      users: { [alice.arn]: aSeenUser({ policies: [any] }) },
    });

    expect(found).toEqual(['trust_permanent_condition', 'identity_permanent']);
  });
});
