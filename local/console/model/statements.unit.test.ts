import { describe, expect, it } from 'vitest';
import { concernsRole, endOf, inForce, isOurPolicy, isOurStatement, openingsOf, purposeOf } from './statements.ts';

const now = new Date('2030-01-01T12:00:00Z');
const opening = (people: string | readonly string[], until: string, from?: string) => ({
  Sid: 'AssumeBot0123abcd',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111111111111:root' },
  Action: 'sts:AssumeRole',
  Condition: {
    StringEquals: { 'aws:username': people, 'sts:RoleSessionName': '${aws:username}' },
    ...(from === undefined ? {} : { DateGreaterThanEquals: { 'aws:CurrentTime': from } }),
    DateLessThan: { 'aws:CurrentTime': until },
  },
});
const cut = (name: string, from: string, issuedBefore?: string) => ({
  Effect: 'Deny',
  Action: '*',
  Resource: '*',
  Condition: {
    StringLike: { 'aws:userid': `*:${name}` },
    DateGreaterThanEquals: { 'aws:CurrentTime': from },
    ...(issuedBefore === undefined ? {} : { DateLessThan: { 'aws:TokenIssueTime': issuedBefore } }),
  },
});

describe('reading policies as IAM does', () => {
  it('recognizes the statements and policies of the bot by their names, and no others', () => {
    expect(isOurStatement(opening('alice', '2030-01-01T13:00:00Z'))).toBe(true);
    expect(isOurStatement({ Sid: 'AssumeBotLookalike', Effect: 'Allow' })).toBe(false);
    expect(isOurStatement({ Effect: 'Allow' })).toBe(false);
    expect(['assume-bot-access', 'look'].map(isOurPolicy)).toEqual([true, false]);
  });

  it('names the purpose of a statement', () => {
    expect(purposeOf(opening('alice', '2030-01-01T13:00:00Z'))).toBe('opens');
    expect(purposeOf(cut('alice', '2030-01-01T13:00:00Z'))).toBe('cuts sessions');
  });

  it('finds the policies that concern a role', () => {
    const role = 'arn:aws:iam::222222222222:role/s3-list-role';

    expect(concernsRole([{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: [role] }], role)).toBe(true);
    expect(concernsRole([{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }], 'arn:other')).toBe(false);
  });

  it('ignores foreign statements and statements that never match', () => {
    const foreign = { ...opening('alice', '2030-01-01T13:00:00Z'), Sid: 'BreakGlass' };
    const closed = {
      Sid: 'AssumeBot0123abce',
      Effect: 'Allow',
      Condition: { DateLessThan: { 'aws:CurrentTime': '1970-01-01T00:00:00Z' } },
    };

    expect(openingsOf([foreign, closed])).toEqual([]);
  });

  it('uses the exact end in the guard if a shared statement ends later', () => {
    const trust = [opening(['alice', 'bob'], '2030-01-01T14:00:00Z')];
    const guard = [cut('alice', '2030-01-01T13:00:00Z'), cut('bob', '2030-01-01T14:00:00Z')];

    expect(endOf({ trust, guard }, 'alice', now)).toEqual({ endsAt: new Date('2030-01-01T13:00:00Z') });
    expect(endOf({ trust, guard }, 'bob', now)).toEqual({ endsAt: new Date('2030-01-01T14:00:00Z') });
    expect(endOf({ trust, guard }, 'carol', now)).toBeUndefined();
  });

  it('shows the current access period before a future one, and the next one if there is no current one', () => {
    const trust = [
      opening('alice', '2030-01-01T18:00:00Z', '2030-01-01T17:00:00Z'),
      opening('alice', '2030-01-01T13:00:00Z'),
      opening('alice', '2030-01-01T16:00:00Z', '2030-01-01T15:00:00Z'),
    ];

    expect(endOf({ trust, guard: [] }, 'alice', now)).toEqual({ endsAt: new Date('2030-01-01T13:00:00Z') });
    expect(endOf({ trust, guard: [] }, 'alice', new Date('2030-01-01T14:00:00Z'))).toMatchObject({
      startsAt: new Date('2030-01-01T15:00:00Z'),
    });
  });

  it('does not mistake the denial of older sessions for the end of renewed access', () => {
    const trust = [opening('alice', '2030-01-01T16:00:00Z')];
    const guard = [cut('alice', '2030-01-01T13:00:00Z', '2030-01-01T15:00:00Z')];

    expect(endOf({ trust, guard }, 'alice', now)).toEqual({ endsAt: new Date('2030-01-01T16:00:00Z') });
  });

  it('shows whether a statement is in effect, to the second', () => {
    const within = opening('alice', '2030-01-01T14:00:00Z', '2030-01-01T12:00:00Z');

    expect(inForce(within, new Date('2030-01-01T11:59:59Z'))).toBe('not yet');
    expect(inForce(within, now)).toBe('yes');
    expect(inForce(within, new Date('2030-01-01T14:00:00Z'))).toBe('no more');
    expect(inForce(cut('alice', '2030-01-01T13:00:00Z'), now)).toBe('not yet');
    expect(inForce({ Effect: 'Allow' }, now)).toBe('yes');
  });

  it('ends access at the exact second, and reports a start in the future', () => {
    const later = [opening('alice', '2030-01-01T14:00:00Z', '2030-01-01T13:00:00Z')];
    const over = [opening('alice', '2030-01-01T12:00:00Z')];

    expect(endOf({ trust: later, guard: [] }, 'alice', now)).toEqual({
      startsAt: new Date('2030-01-01T13:00:00Z'),
      endsAt: new Date('2030-01-01T14:00:00Z'),
    });
    expect(endOf({ trust: over, guard: [] }, 'alice', now)).toBeUndefined();
  });
});
