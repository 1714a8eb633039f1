import { describe, expect, it } from 'vitest';
import { wantedTable } from '../../../functions/adapters/dynamodb/inspect-table.ts';
import { diagnose } from '../../../functions/core/doctor/diagnose.ts';
import type {
  Facts,
  NotSeen,
  QueueFacts,
  SeenChannel,
  SeenRole,
  SeenTable,
  SeenUser,
} from '../../../functions/core/doctor/facts.ts';
import { namedPeople } from '../../../functions/core/doctor/slack-scopes.ts';
import { parseRoleArn } from '../../../functions/core/names.ts';
import type { Statement } from '../../../functions/core/trust/documents.ts';
import { DEFAULT_HUB, guardPolicyName, hubOf } from '../../../functions/core/trust/policy-names.ts';
import { withSids } from '../../../functions/core/trust/statements.ts';
import { aCatalog, aFederated, alice, anIamUser, aRule, aTrust, PROD, ROLE, U, UTILS } from '../../support/builders.ts';

const now = new Date('2030-01-01T12:00:00Z');
const wanted = wantedTable();

const role = (fields: Partial<SeenRole> = {}): SeenRole => ({
  kind: 'seen',
  arn: ROLE,
  description: '',
  tags: { 'assume-bot': 'managed' },
  trust: aTrust(),
  maxSessionSeconds: 3600,
  trustQuotaChars: 2048,
  policies: [],
  unread: [],
  ...fields,
});
const user = (fields: Partial<SeenUser> = {}): SeenUser => ({
  kind: 'seen',
  arn: alice.arn,
  userName: 'alice',
  policies: [],
  unread: [],
  ...fields,
});
const table: SeenTable = { kind: 'seen', isActive: true, keys: wanted.keys, indexes: wanted.indexes };
const queue: QueueFacts = { kind: 'seen', isFifo: true, waiting: 0, hasDeadLetters: true, visibilitySeconds: 360 };

const answer = (status: number, answeredAt = now) =>
  ({ kind: 'seen', url: 'https://bot.example', status, requestedAt: now, answeredAt }) as const;

const ENDS = { Condition: { DateLessThan: { 'aws:CurrentTime': '2030-01-01T13:00:00Z' } } };
/** A statement of a trust policy that admits a principal. */
const admits = (AWS: string, more: Partial<Statement> = {}): Statement => ({
  Effect: 'Allow',
  Principal: { AWS },
  Action: 'sts:AssumeRole',
  ...more,
});
const allowing = (Action: string): Statement => ({ Effect: 'Allow', Action, Resource: '*' });

/** A correct setup with changes. */
const facts = (fields: Partial<Facts> = {}): Facts => ({
  now,
  hub: DEFAULT_HUB,
  catalog: aCatalog([aRule({ durationMinutes: { default: 30, max: 60 } })], { people: { [U('alice')]: alice } }),
  table: { ...table, ttlAttribute: wanted.ttlAttribute, hasPointInTimeRecovery: true, isDeletionProtected: true },
  queue,
  work: {
    kind: 'seen',
    directory: { workspace: { teamId: 'T0LOCAL' }, people: {}, groups: {}, homeTabs: [U('alice')] },
    overdue: 0,
    grants: [],
    lastReadAt: { [PROD]: now },
  },
  slack: {
    kind: 'seen',
    teamId: 'T0LOCAL',
    scopes: ['commands', 'chat:write', 'channels:read', 'groups:read', 'users:read'],
    people: Object.fromEntries(['alice', 'bob', 'carol'].map((name) => [U(name), { accountStatus: 'member', name }])),
    groups: {},
  },
  endpoint: { kind: 'seen', url: 'https://bot.example', status: 401, requestedAt: now, answeredAt: now },
  accounts: {
    [UTILS]: { kind: 'reachable', isQuotaReadable: true },
    [PROD]: { kind: 'reachable', isQuotaReadable: true },
  },
  roles: { [ROLE]: role() },
  users: { [alice.arn]: user() },
  ...fields,
});
/** The channel of the role, as the doctor sees it. */
const channels = (seen: Partial<SeenChannel> | 'unknown' | NotSeen): Partial<Facts> => {
  const fine = { kind: 'channel', name: 'approvals', hasBot: true, isArchived: false, isSharedWithCompany: false };
  const channel = seen === 'unknown' || seen.kind === 'not_seen' ? seen : { ...fine, ...seen };
  const { slack } = facts();
  return { slack: { ...slack, channels: { C0APPROVALS: channel } } as never };
};
const codes = (fields: Partial<Facts> = {}) => diagnose(facts(fields), wanted).map(({ code }) => code);

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
          [`arn:aws:iam::${PROD}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Dev_0123456789abcdef`]: role(),
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
          [alice.arn]: user({
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

    expect(codes({ users: { [alice.arn]: user({ policies: [ours] }) } })).toEqual([]);
  });

  it('names the remaining policies of release 0.1.0 on a user', () => {
    const name = 'assume-bot-222222222222-s3-list-role';
    const legacy = { name, how: 'inline', document: aTrust() } as const;

    const [found] = diagnose(facts({ users: { [alice.arn]: user({ policies: [legacy] }) } }), wanted);

    expect(found).toMatchObject({ code: 'legacy_user_policy', severity: 'note' });
    expect(found?.what).toContain(name);
  });

  it('notes a user name that differs in case from IAM', () => {
    const found = diagnose(facts({ users: { [alice.arn]: user({ userName: 'Alice' }) } }), wanted);

    expect(found.map(({ code, severity }) => [code, severity])).toEqual([['user_name_differs', 'note']]);
    expect(found[0]?.fix).toBe(`Write arn:aws:iam::${UTILS}:user/Alice at people.U0ALICE.`);
  });

  it('reports a user without an MFA device if the role requires MFA', () => {
    const rule = aRule({ durationMinutes: { default: 30, max: 60 }, conditions: { mfa: {} } });
    const catalog = aCatalog([rule], { people: { [U('alice')]: alice } });
    const found = (hasMfa?: boolean) =>
      codes({ catalog, users: { [alice.arn]: user(hasMfa === undefined ? {} : { hasMfa }) } });

    expect([found(false), found(true), found()]).toEqual([['user_without_mfa'], [], []]);
    expect(codes({ users: { [alice.arn]: user({ hasMfa: false }) } })).toEqual([]);
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
    const open = { [ROLE]: role({ trust }) };

    expect(codes({ roles: open, users: { [alice.arn]: user({ policies: [admin] }) } })).toEqual([
      'trust_permanent_account',
      'permanent_access',
    ]);
    expect(codes({ roles: open })).toEqual(['trust_permanent_account']);
    expect(codes({ users: { [alice.arn]: user({ policies: [admin] }) } })).toEqual(['identity_permanent']);
    expect(codes({ roles: open, users: { [alice.arn]: user({ policies: [admin, deny] }) } })).not.toContain(
      'permanent_access',
    );
  });

  it('reports a role that can let a user in under any session name, which no policy of the bot pins', () => {
    const external = anIamUser('alice', { identity: 'external' });
    const catalog = aCatalog([aRule()], { people: { [U('alice')]: external } });
    const roles = { [ROLE]: role({ trust: aTrust(admits(`arn:aws:iam::${UTILS}:root`)) }) };
    const only = { Condition: { StringEquals: { 'sts:RoleSessionName': '${aws:username}' } } };
    const pinned = { [ROLE]: role({ trust: aTrust(admits(`arn:aws:iam::${UTILS}:root`, only)) }) };

    const trusting = (AWS: string, Condition: Statement['Condition']) => ({
      [ROLE]: role({ trust: aTrust(admits(AWS, Condition === undefined ? {} : { Condition })) }),
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
      codes({ roles: { [ROLE]: role(fields) } }).includes('role_assumes_itself');

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
    const byTrust = { [ROLE]: role({ trust: aTrust(statement as Statement) }) };
    const byGuard = { [ROLE]: role({ policies: [guard] }) };

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

    const found = codes({ roles: { [ROLE]: role({ trust }) }, users: { [alice.arn]: user({ policies: [any] }) } });

    expect(found).toEqual(['trust_permanent_condition', 'identity_permanent']);
  });

  it('includes every user that the catalog names in any place', () => {
    const who = (name: string) => ({ kind: 'user', id: U(name) }) as const;
    const rule = aRule({
      escalation: { afterMinutes: 30, approvers: [who('dave')] },
      emergency: { requesters: [who('erin')], reviewWithinMinutes: 60, contacts: [who('frank')], maxMinutes: 60 },
    });
    const catalog = aCatalog([rule], { people: {}, onCall: { sre: { kind: 'static', users: [U('grace')] } } });

    expect([...namedPeople(catalog).keys()].toSorted()).toEqual(
      ['bob', 'carol', 'dave', 'erin', 'frank', 'grace'].map((name) => U(name)),
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
