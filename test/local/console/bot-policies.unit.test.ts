import { describe, expect, it } from 'vitest';
import type { Principal } from '../../../functions/core/catalog/catalog.ts';
import type { Statement } from '../../../functions/core/trust/documents.ts';
import { sessionGuard } from '../../../functions/core/trust/guard-writing.ts';
import {
  accessPolicyName,
  guardPolicyName,
  hubOf,
  legacyPolicyName,
} from '../../../functions/core/trust/policy-names.ts';
import {
  trustSessionTags,
  trustSignedIn,
  trustSourceIdentity,
  withSids,
} from '../../../functions/core/trust/statements.ts';
import { allowAssume } from '../../../functions/core/trust/user-policy.ts';
import type { PolicyStatement } from '../../../local/console/model/policy-document.ts';
import {
  concernsRole,
  endOf,
  isOurPolicy,
  isOurStatement,
  openingsOf,
  purposeOf,
} from '../../../local/console/model/statements.ts';
import { carolOfTheDirectory, dbRole, s3ListRole } from '../../support/stored-examples.ts';

const now = new Date('2030-01-01T12:00:00Z');
const until = { startsAt: now, endsAt: new Date('2030-01-01T13:00:00Z') };
/** As IAM returns statements. */
const asFound = (statements: readonly Statement[]): readonly PolicyStatement[] =>
  JSON.parse(JSON.stringify(statements));
const carol = carolOfTheDirectory as Extract<Principal, { kind: 'federated' }>;
const trustOfCarol = () =>
  asFound(
    withSids(
      [
        trustSignedIn([carol], until, now),
        trustSourceIdentity([carol], until, now),
        trustSessionTags([carol], until, now),
      ],
      hubOf('assume-bot'),
    ),
  );
const guardOfCarol = () =>
  asFound(sessionGuard(s3ListRole, [{ sessionName: carol.sessionName, from: until.endsAt }])?.Statement ?? []);

describe('the statements of the bot in the console', () => {
  it('recognizes the statements and policies that the bot writes', () => {
    for (const hub of [hubOf('assume-bot'), hubOf('staging')]) {
      const [written] = withSids([trustSourceIdentity([carol], until, now)], hub);
      expect(written).toSatisfy(isOurStatement);
      expect([guardPolicyName(hub), accessPolicyName(hub)].map(isOurPolicy)).toEqual([true, true]);
    }
    expect([legacyPolicyName(s3ListRole), 'look'].map(isOurPolicy)).toEqual([true, false]);
  });

  it('names the purpose of each statement', () => {
    const guard = guardOfCarol();
    const trust = trustOfCarol();

    expect(guard.map(purposeOf)).toEqual(['cuts sessions', 'denies renewal']);
    expect(trust.map(purposeOf)).toEqual(['opens', 'keeps source identity', 'allows session tags']);
  });

  it('does not count a source identity as access, or a denied renewal as an end', () => {
    const trust = trustOfCarol();
    const guard = guardOfCarol();

    expect(openingsOf(trust)).toEqual([{ people: [carol.sessionName], endsAt: until.endsAt }]);
    expect(endOf({ trust, guard }, carol.sessionName, now)).toEqual({ endsAt: until.endsAt });
  });

  it('finds a role in the policy of a user, including a role that the policy names in any partition', () => {
    const exact = asFound([allowAssume([dbRole, s3ListRole], until)]);
    const packed = asFound([allowAssume([s3ListRole.replace('arn:aws:', 'arn:*:')], until)]);

    expect([exact, packed].map((statements) => concernsRole(statements, s3ListRole))).toEqual([true, true]);
    expect([exact, packed].map((statements) => concernsRole(statements, dbRole))).toEqual([true, false]);
  });
});
