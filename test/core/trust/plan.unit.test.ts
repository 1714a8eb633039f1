import { describe, expect, it } from 'vitest';
import type { Statement } from '../../../functions/core/trust/documents.ts';
import type { Grant } from '../../../functions/core/trust/grant.ts';
import { aFederated, alice, aTrust, bob, breakGlass, UTILS } from '../../support/builders.ts';
import { aGrant, anObservedRole, applied, at, driftIn, NOON, ours, planned, planOf } from './a-plan.ts';

describe('planRole', () => {
  it('admits an IAM user through the account root, under their own session name and in their time box', () => {
    const { role } = planned([aGrant()]);

    expect(ours(role)).toEqual([
      {
        Sid: expect.stringMatching(/^AssumeBot[0-9a-f]{8}$/),
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111111111111:root' },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:username': 'alice', 'sts:RoleSessionName': '${aws:username}' },
          DateLessThan: { 'aws:CurrentTime': '2030-01-01T13:00:00Z' },
        },
      },
    ]);
    expect(role.guard?.Statement).toEqual([
      {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: {
          StringLike: { 'aws:userid': '*:alice' },
          DateGreaterThanEquals: { 'aws:CurrentTime': '2030-01-01T13:00:00Z' },
        },
      },
      {
        Effect: 'Deny',
        Action: 'sts:AssumeRole',
        Resource: 'arn:aws:iam::222222222222:role/s3-list-role',
        Condition: { StringLike: { 'aws:userid': '*:alice' } },
      },
    ]);
  });

  it('writes the guard before the trust policy, both to open and to close access', () => {
    const grant = aGrant();
    const opening = planned([grant]);
    const released = { ...grant, endsAt: at('12:10:00') };

    const closing = planOf([released], opening.role, at('12:10:00'));

    expect(opening.plan.steps.map(({ kind }) => kind)).toEqual(['put_guard', 'put_trust']);
    expect(closing.steps.map(({ kind }) => kind)).toEqual(['put_guard', 'put_trust']);
  });

  it('keeps every foreign statement exactly as found, including unknown members and order', () => {
    const odd: Statement = {
      Effect: 'Allow',
      Principal: '*',
      Action: 'sts:TagSession',
      NotPrincipal: null,
      Extra: [1, { a: 2 }],
    };
    const observed = {
      ...anObservedRole(),
      trust: { Version: '2012-10-17', Id: 'kept', Statement: [odd, breakGlass] },
    };

    const { role } = planned([aGrant()], NOON, observed);

    expect(role.trust.Statement.slice(0, 2)).toEqual([odd, breakGlass]);
    expect(role.trust['Id']).toBe('kept');
  });

  it('treats a Sid that only begins like one of the bot as foreign', () => {
    const lookalike = { ...breakGlass, Sid: 'AssumeBotByHand' };

    const { role } = planned([], NOON, anObservedRole({ trust: aTrust(lookalike) }));

    expect(role.trust.Statement).toEqual([lookalike]);
  });

  it('admits each federated user in a separate statement, only under their own session name', () => {
    const { role } = planned([
      aGrant({ principal: aFederated('alice@example.com') }),
      aGrant({ principal: aFederated('bob@example.com') }),
    ]);

    const admitting = ours(role).filter(({ Action }) => Action === 'sts:AssumeRole');
    expect(admitting.map(({ Condition }) => Condition)).toEqual(
      expect.arrayContaining(
        ['alice@example.com', 'bob@example.com'].map((name) => ({
          ArnLike: { 'aws:PrincipalArn': [`arn:aws:iam::${UTILS}:role/Dev`, `arn:aws:iam::${UTILS}:role/*/Dev`] },
          StringLike: { 'aws:userid': `*:${name}` },
          StringEquals: { 'sts:RoleSessionName': name },
          DateLessThan: { 'aws:CurrentTime': '2030-01-01T13:00:00Z' },
        })),
      ),
    );
    expect(admitting).toHaveLength(2);
  });

  it('admits users of one account with equal dates in one statement', () => {
    const { role } = planned([aGrant({ principal: bob }), aGrant({ principal: alice })]);

    expect(ours(role)).toHaveLength(1);
    expect(ours(role)[0]?.Condition?.['StringEquals']?.['aws:username']).toEqual(['alice', 'bob']);
  });

  it('admits a user with a future start from exactly that second', () => {
    const { role } = planned([aGrant({ startsAt: '2030-01-01T14:00:00Z', endsAt: '2030-01-01T15:00:00Z' })]);

    expect(ours(role)[0]?.Condition).toMatchObject({
      DateGreaterThanEquals: { 'aws:CurrentTime': '2030-01-01T14:00:00Z' },
      DateLessThan: { 'aws:CurrentTime': '2030-01-01T15:00:00Z' },
    });
  });

  it('ends two overlapping grants of one user at the later end, if either ends early', () => {
    const first = aGrant({ startsAt: '2030-01-01T12:00:00Z', endsAt: '2030-01-01T13:00:00Z' });
    const second = aGrant({ startsAt: '2030-01-01T12:30:00Z', endsAt: '2030-01-01T14:00:00Z' });
    const ends = (grants: readonly Grant[]) =>
      ours(planned(grants, at('12:45:00')).role).map(
        ({ Condition }) => Condition?.['DateLessThan']?.['aws:CurrentTime'],
      );

    expect(ends([first, second])).toEqual(['2030-01-01T14:00:00Z']);
    expect(ends([{ ...first, endsAt: at('12:40:00') }, second])).toEqual(['2030-01-01T14:00:00Z']);
    expect(ends([first, { ...second, endsAt: at('12:40:00') }])).toEqual(['2030-01-01T13:00:00Z']);
  });

  it('writes nothing the second time, even if IAM returns a single value instead of a list', () => {
    const grants = [aGrant(), aGrant({ principal: bob, endsAt: '2030-01-01T14:00:00Z' })];
    const { role } = planned(grants);
    const returned = JSON.parse(JSON.stringify(role.trust).replace('"sts:AssumeRole"', '["sts:AssumeRole"]'));

    const second = planOf(grants, { ...role, trust: returned }, NOON);

    expect(second.steps).toEqual([]);
  });

  it('restores a removed statement of the bot, and removes a statement without a grant', () => {
    const { role } = planned([aGrant()]);
    const orphan = ours(planned([aGrant({ principal: bob })]).role)[0] as Statement;

    const drifted = planOf([aGrant()], { ...role, trust: aTrust(orphan, breakGlass) }, NOON);

    expect(ours(applied(role, drifted.steps))).toEqual(ours(role));
  });

  it('never writes an empty trust policy after it removes the only statement', () => {
    const { role } = planned([], NOON, anObservedRole({ trust: aTrust(...ours(planned([aGrant()]).role)) }));

    expect(role.trust.Statement).toHaveLength(1);
    expect(role.trust.Statement[0]?.Condition).toEqual({ DateLessThan: { 'aws:CurrentTime': '1970-01-01T00:00:00Z' } });
  });

  it('gives statements with colliding hashes different Sids, the same ones each time', () => {
    const grants = ['person46822@example.com', 'person59976@example.com'].map((name) =>
      aGrant({ principal: aFederated(name) }),
    );

    const { role } = planned(grants);

    const sids = ours(role).map(({ Sid }) => Sid);
    expect(sids).toContain('AssumeBot0b7a857b');
    expect(new Set(sids).size).toBe(3);
    expect(planOf(grants, role, NOON).steps).toEqual([]);
    expect(driftIn(role, grants, NOON)).toEqual([]);
  });
});
