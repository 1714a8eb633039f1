import { wantedTable } from '../../../functions/adapters/dynamodb/inspect-table.ts';
import { diagnose } from '../../../functions/core/doctor/diagnose.ts';
import type { Facts, QueueFacts, SeenTable } from '../../../functions/core/doctor/facts.ts';
import { DEFAULT_HUB } from '../../../functions/core/trust/policy-names.ts';
import { aCatalog, alice, aRule, PROD, ROLE, U, UTILS } from '../../support/builders.ts';
import { aSeenRole, aSeenUser } from './a-seen-role.ts';

export const now = new Date('2030-01-01T12:00:00Z');
export const wanted = wantedTable();

export const table: SeenTable = { kind: 'seen', isActive: true, keys: wanted.keys, indexes: wanted.indexes };
export const queue = {
  kind: 'seen',
  isFifo: true,
  waiting: 0,
  hasDeadLetters: true,
  visibilitySeconds: 360,
} as const satisfies QueueFacts;

export const answer = (status: number, answeredAt = now) =>
  ({ kind: 'seen', url: 'https://bot.example', status, requestedAt: now, answeredAt }) as const;

/** A correct setup with changes. */
export const facts = (fields: Partial<Facts> = {}): Facts => ({
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
  roles: { [ROLE]: aSeenRole() },
  users: { [alice.arn]: aSeenUser() },
  ...fields,
});
export const codes = (fields: Partial<Facts> = {}) => diagnose(facts(fields), wanted).map(({ code }) => code);
