import { describe, expect, it } from 'vitest';
import { decide } from '../../../functions/core/policy/decide.ts';
import {
  aDecidable,
  aRequest,
  CALLER,
  NO_POLICIES,
  OBJECT,
  OTHER,
  OWN,
  policiesOf,
  ROLE,
  UNREAD,
} from './a-request.ts';

const resultOf = (changed: Parameters<typeof aDecidable>[0]) => decide(aDecidable(changed)).result;
const breaksOf = (changed: Parameters<typeof aDecidable>[0]) => {
  const verdict = decide(aDecidable(changed));
  return verdict.result === 'denied' ? verdict.breaks.map(({ kind, side }) => `${kind} ${side}`) : [];
};
const byRole = policiesOf({ Principal: { AWS: ROLE } });
const byAccount = policiesOf({ Principal: { AWS: OWN } });
const bySession = policiesOf({ Principal: { AWS: `arn:aws:sts::${OWN}:assumed-role/tf-state/alice` } });
const deny = { Effect: 'Deny', Principal: '*' };
const onVpce = { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } };

describe('a decision in one account', () => {
  it('needs one of the two sides: the policies of the role, or a bucket policy that names it', () => {
    expect(resultOf({})).toBe('allowed');
    expect(resultOf({ identity: NO_POLICIES, resource: byRole })).toBe('allowed');
    expect(resultOf({ identity: NO_POLICIES, resource: bySession })).toBe('allowed');
    expect(breaksOf({ identity: NO_POLICIES })).toEqual(['missing identity']);
  });

  it('leaves the decision to the policies of the role if the bucket policy names only the account', () => {
    expect(breaksOf({ identity: NO_POLICIES, resource: byAccount })).toEqual(['missing identity']);
  });

  it('needs the policy of a key besides, unless a grant of the key names the role', () => {
    expect(breaksOf({ isResourceRequired: true })).toEqual(['missing resource']);
    expect(resultOf({ isResourceRequired: true, resource: byAccount })).toBe('allowed');
    expect(resultOf({ isResourceRequired: true, grant: { truth: 'yes', unread: [] } })).toBe('allowed');
  });

  it('is limited by a boundary, except where a resource policy names the session itself', () => {
    const boundary = policiesOf({ Action: 'ec2:*' });

    expect(breaksOf({ boundary })).toEqual(['missing boundary']);
    expect(breaksOf({ boundary, resource: byRole })).toEqual(['missing boundary']);
    expect(resultOf({ boundary, resource: bySession })).toBe('allowed');
  });

  it('needs an allowing service control policy at each level', () => {
    const narrow = policiesOf({ Action: 'iam:*' });

    expect(resultOf({ scp: [policiesOf({}), policiesOf({})] })).toBe('allowed');
    expect(breaksOf({ scp: [policiesOf({}), narrow] })).toEqual(['missing scp']);
  });
});

describe('a decision across accounts', () => {
  it('needs both sides, and names each that is missing', () => {
    expect(resultOf({ resourceAccount: OTHER, resource: byRole })).toBe('allowed');
    expect(resultOf({ resourceAccount: OTHER, resource: byAccount })).toBe('allowed');
    expect(breaksOf({ resourceAccount: OTHER })).toEqual(['missing resource']);
    expect(breaksOf({ resourceAccount: OTHER, identity: NO_POLICIES })).toEqual([
      'missing identity',
      'missing resource',
    ]);
  });
});

describe('a denial', () => {
  it('wins over every permission, on whichever side it is', () => {
    for (const side of ['identity', 'resource', 'rcp', 'boundary'] as const)
      expect(breaksOf({ [side]: policiesOf({ Principal: '*' }, deny) })).toContain(`denied ${side}`);
    expect(breaksOf({ scp: [policiesOf({}, { Effect: 'Deny' })] })).toEqual(['denied scp']);
  });

  it('with NotPrincipal exempts a session only if its account, role and session are named', () => {
    const not = (...AWS: readonly string[]) =>
      policiesOf({ Principal: '*' }, { Effect: 'Deny', NotPrincipal: { AWS } } as object);
    const session = `arn:aws:sts::${OWN}:assumed-role/tf-state/alice`;

    expect(breaksOf({ resource: not(ROLE, OWN) })).toEqual(['denied resource']);
    expect(resultOf({ resource: not(ROLE, OWN, session) })).toBe('allowed');
  });

  it('with NotResource and NotAction covers everything else', () => {
    expect(
      resultOf({ identity: policiesOf({}, { Effect: 'Deny', NotAction: 's3:*', Action: undefined } as never) }),
    ).toBe('allowed');
    expect(
      breaksOf({
        identity: policiesOf({}, { Effect: 'Deny', NotResource: `${OBJECT}2`, Resource: undefined } as never),
      }),
    ).toEqual(['denied identity']);
  });
});

describe('what is not known', () => {
  it('is no verdict: a condition of a call, an unread policy, a session without a name', () => {
    expect(resultOf({ resource: policiesOf({ ...deny, Condition: onVpce }) })).toBe('not_judged');
    expect(resultOf({ identity: UNREAD })).toBe('not_judged');
    expect(resultOf({ scp: [UNREAD] })).toBe('not_judged');
    const nameless = { ...CALLER };
    delete (nameless as { sessionName?: string }).sessionName;
    expect(resultOf({ request: aRequest({}, { caller: nameless }), identity: NO_POLICIES, resource: bySession })).toBe(
      'not_judged',
    );
  });

  it('does not matter where something else decides', () => {
    const perhaps = policiesOf({ Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } });

    expect(resultOf({ identity: policiesOf({}, { Condition: onVpce }) })).toBe('allowed');
    expect(resultOf({ identity: NO_POLICIES, resource: UNREAD, resourceAccount: OTHER })).toBe('denied');
    expect(resultOf({ identity: perhaps, resource: policiesOf({ Principal: '*' }, deny) })).toBe('denied');
  });

  it('is named with each side that it leaves open', () => {
    const verdict = decide(aDecidable({ identity: UNREAD, resource: policiesOf({ ...deny, Condition: onVpce }) }));

    expect(verdict.result === 'not_judged' && verdict.doubts.map(({ side, lacks }) => [side, lacks])).toEqual([
      ['identity', false],
      ['resource', false],
      ['identity', true],
    ]);
  });
});
