import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../functions/core/doctor/diagnose.ts';
import type { Facts, NotSeen, SeenChannel } from '../../../functions/core/doctor/facts.ts';
import { namedPeople } from '../../../functions/core/doctor/slack-scopes.ts';
import { parseRoleArn } from '../../../functions/core/names.ts';
import { aCatalog, aFederated, alice, aRule, aTrust, PROD, U, UTILS } from '../../support/builders.ts';
import { answer, codes, facts, now, queue, table, wanted } from './a-diagnosis.ts';
import { aSeenRole, aSeenUser } from './a-seen-role.ts';

/** The channel of the role, as the doctor sees it. */
const channels = (seen: Partial<SeenChannel> | 'unknown' | NotSeen): Partial<Facts> => {
  const fine = { kind: 'channel', name: 'approvals', hasBot: true, isArchived: false, isSharedWithCompany: false };
  const channel = seen === 'unknown' || seen.kind === 'not_seen' ? seen : { ...fine, ...seen };
  const { slack } = facts();
  return { slack: { ...slack, channels: { C0APPROVALS: channel } } as never };
};

describe('a diagnosis', () => {
  it('is empty for a correct setup', () => {
    expect(diagnose(facts(), wanted)).toEqual([]);
  });

  it('lists errors first, then warnings, then notes', () => {
    const found = diagnose(
      facts({ slack: { kind: 'no_token' }, queue: { ...queue, hasDeadLetters: false }, table: { kind: 'missing' } }),
      wanted,
    );

    expect(found.map(({ severity }) => severity)).toEqual(['error', 'warning', 'note']);
  });

  it.each<[string, Partial<Facts>]>([
    ['table_keys', { table: { ...table, keys: ['id'] } }],
    ['index_missing', { table: { ...table, indexes: {} } }],
    [
      'index_differs',
      {
        table: {
          ...table,
          indexes: { ...wanted.indexes, byRequester: { keys: ['requester', 'askedAt'], carries: [] } },
        },
      },
    ],
    ['table_not_active', { table: { ...table, isActive: false } }],
    ['ttl_off', { table: { ...table, ttlAttribute: 'off' } }],
    ['recovery_off', { table: { ...table, hasPointInTimeRecovery: false } }],
    ['deletion_unprotected', { table: { ...table, isDeletionProtected: false } }],
    ['queue_not_fifo', { queue: { ...queue, isFifo: false } }],
    ['queue_visibility', { queue: { ...queue, visibilitySeconds: 30 } }],
    ['queue_backlog', { queue: { ...queue, waiting: 1000 } }],
    ['dead_letters', { queue: { ...queue, givenUp: 2 } }],
    ['dead_letters_not_seen', { queue: { ...queue, givenUpUnread: 'AccessDenied: no' } }],
    ['endpoint_not_looked_at', { endpoint: { kind: 'not_given' } }],
    ['endpoint_throttled', { endpoint: answer(429) }],
    ['endpoint_failing', { endpoint: answer(503) }],
    ['endpoint_unverified', { endpoint: answer(200) }],
    ['endpoint_other', { endpoint: answer(404) }],
    ['clock_skew', { endpoint: answer(401, new Date('2030-01-01T11:58:00Z')) }],
    ['queue_missing', { queue: { kind: 'missing' } }],
    [
      'sweep_never_ran',
      {
        work: {
          kind: 'seen',
          directory: { people: {}, groups: {} },
          overdue: 0,
          grants: [],
          lastReadAt: { [PROD]: now },
        },
      },
    ],
    [
      'role_reserved',
      {
        catalog: aCatalog(
          [
            aRule({
              arn: parseRoleArn(
                `arn:aws:iam::${PROD}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Dev_0123456789abcdef`,
              ),
            }),
          ],
          { people: {} },
        ),
        roles: {
          [`arn:aws:iam::${PROD}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Dev_0123456789abcdef`]: aSeenRole(),
        } as never,
      },
    ],
    ['federated_not_looked_at', { catalog: aCatalog([aRule()], { people: { [U('alice')]: aFederated('alice') } }) }],
    ['channels_not_looked_at', { slack: { kind: 'seen', teamId: 'T0LOCAL', scopes: [], people: {}, groups: {} } }],
    ['channel_not_found', channels('unknown')],
    ['channel_not_seen', channels({ kind: 'not_seen', why: 'No answer.', fix: 'Try again.' })],
    ['channel_without_bot', channels({ hasBot: false })],
    ['channel_archived', channels({ isArchived: true })],
    ['channel_shared', channels({ isSharedWithCompany: true })],
    ['approvers_outside_channel', channels({ privateMembers: [U('carol')] })],
    ['group_empty', { slack: { kind: 'seen', teamId: 'T0LOCAL', people: {}, groups: { S0SRE: [] } as never } }],
    ['other_workspace', { slack: { kind: 'seen', teamId: 'T0OTHER', people: {}, groups: {} } }],
    [
      'scope_unneeded',
      {
        slack: {
          kind: 'seen',
          teamId: 'T0LOCAL',
          scopes: ['commands', 'chat:write', 'users:read', 'channels:history'],
          people: {},
          groups: {},
        },
      },
    ],
    [
      'identity_denies',
      {
        users: {
          [alice.arn]: aSeenUser({
            policies: [
              { name: 'no', how: 'attached', document: aTrust({ Effect: 'Deny', Action: 'sts:*', Resource: '*' }) },
            ],
          }),
        },
      },
    ],
  ])('finds %s', (code, fields) => {
    const found = diagnose(facts(fields), wanted);

    expect(found.map((finding) => finding.code)).toContain(code);
    for (const { what, fix } of found) {
      expect(what).toMatch(/^[A-Z0-9].*\.$/s);
      expect(fix).toMatch(/^[A-Z0-9].*\.$/s);
      expect(fix).not.toBe(what);
    }
  });

  it('includes every user that the catalog names in any place', () => {
    const who = (name: string) => ({ kind: 'user', id: U(name) }) as const;
    const rule = aRule({
      escalation: { afterMinutes: 30, approvers: [who('dave')] },
      emergency: { requesters: [who('erin')], reviewWithinMinutes: 60, contacts: [who('frank')], maxMinutes: 60 },
    });
    const turns = { users: [U('heidi')], shiftDays: 7, fromDay: 0, hour: 9, minute: 0, zone: 'UTC' };
    const overrides = [{ user: U('ivan'), fromMs: 0, untilMs: 1 }];
    const catalog = aCatalog([rule], {
      people: {},
      onCall: {
        sre: { kind: 'static', users: [U('grace')] },
        dba: { kind: 'rotation', ...turns, overrides },
      },
    });

    expect([...namedPeople(catalog).keys()].toSorted()).toEqual(
      ['bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi', 'ivan'].map((name) => U(name)),
    );
  });

  it('reports only the unreachable account for its roles', () => {
    const unseen = { kind: 'not_seen', why: 'No way in.', fix: 'Open one.' } as const;

    expect(codes({ accounts: { [UTILS]: unseen, [PROD]: unseen }, roles: {}, users: {} })).toEqual([
      'manager_unreachable',
      'manager_unreachable',
    ]);
  });
});
