import { describe, expect, it } from 'vitest';
import type { Principal } from '../../../../functions/core/catalog/catalog.ts';
import type { Statement } from '../../../../functions/core/trust/documents.ts';
import { sessionGuard } from '../../../../functions/core/trust/guard-writing.ts';
import {
  accessPolicyName,
  guardPolicyName,
  hubOf,
  legacyPolicyName,
} from '../../../../functions/core/trust/policy-names.ts';
import { trustSignedIn, trustSourceIdentity, withSids } from '../../../../functions/core/trust/statements.ts';
import { allowAssume } from '../../../../functions/core/trust/user-policy.ts';
import type { PolicyStatement } from '../../../../local/aws/policy/document.ts';
import {
  concernsRole,
  endOf,
  inForce,
  isOurPolicy,
  isOurStatement,
  openingsOf,
  purposeOf,
} from '../../../../local/console/model/statements.ts';
import { carolOfTheDirectory, dbRole, s3ListRole } from '../../../support/stored-examples.ts';

const now = new Date('2030-01-01T12:00:00Z');
const until = { startsAt: now, endsAt: new Date('2030-01-01T13:00:00Z') };
/** As IAM returns statements. */
const asFound = (statements: readonly Statement[]): readonly PolicyStatement[] =>
  JSON.parse(JSON.stringify(statements));
const carol = carolOfTheDirectory as Extract<Principal, { kind: 'federated' }>;
const trustOfCarol = () =>
  asFound(
    withSids([trustSignedIn([carol], until, now), trustSourceIdentity([carol], until, now)], hubOf('assume-bot')),
  );
const guardOfCarol = () =>
  asFound(sessionGuard(s3ListRole, [{ sessionName: carol.sessionName, from: until.endsAt }])?.Statement ?? []);
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
  it('knows the statements and policies of the bot by their names, and no others', () => {
    expect(isOurStatement(opening('alice', '2030-01-01T13:00:00Z'))).toBe(true);
    expect(isOurStatement({ Sid: 'AssumeBotLookalike', Effect: 'Allow' })).toBe(false);
    expect(isOurStatement({ Effect: 'Allow' })).toBe(false);
    for (const hub of [hubOf('assume-bot'), hubOf('staging')]) {
      const [written] = withSids([trustSourceIdentity([carol], until, now)], hub);
      expect(written).toSatisfy(isOurStatement);
      expect([guardPolicyName(hub), accessPolicyName(hub)].map(isOurPolicy)).toEqual([true, true]);
    }
    expect([legacyPolicyName(s3ListRole), 'look'].map(isOurPolicy)).toEqual([true, false]);
  });

  it('tells what each statement of the bot is for', () => {
    const guard = guardOfCarol();
    const trust = trustOfCarol();

    expect(guard.map(purposeOf)).toEqual(['cuts sessions', 'denies renewal']);
    expect(trust.map(purposeOf)).toEqual(['opens', 'keeps source identity']);
  });

  it('takes a source identity for no opening of its own, and renewal that is denied for no end', () => {
    const trust = trustOfCarol();
    const guard = guardOfCarol();

    expect(openingsOf(trust)).toEqual([{ people: [carol.sessionName], endsAt: until.endsAt }]);
    expect(endOf({ trust, guard }, carol.sessionName, now)).toEqual({ endsAt: until.endsAt });
  });

  it('finds a role in the one policy of a user, also where the policy names it in any partition', () => {
    const exact = asFound([allowAssume([dbRole, s3ListRole], until)]);
    const packed = asFound([allowAssume([s3ListRole.replace('arn:aws:', 'arn:*:')], until)]);

    expect([exact, packed].map((statements) => concernsRole(statements, s3ListRole))).toEqual([true, true]);
    expect([exact, packed].map((statements) => concernsRole(statements, dbRole))).toEqual([true, false]);
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
