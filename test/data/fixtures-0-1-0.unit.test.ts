import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readArchived } from '../../functions/adapters/dynamodb/archive.ts';
import { directoryKind } from '../../functions/adapters/dynamodb/directory-item.ts';
import { type ItemKind, readItem } from '../../functions/adapters/dynamodb/item.ts';
import { lockdownKind } from '../../functions/adapters/dynamodb/lockdown-store.ts';
import { parseRecordName, RECORDS, readRecord } from '../../functions/core/audit/record.ts';
import { verifyRequest } from '../../functions/core/audit/verify.ts';
import { compileCatalog } from '../../functions/adapters/catalog/compile.ts';
import { provePattern } from '../../functions/adapters/system/prove-pattern.ts';
import { type Grant, userKey } from '../../functions/core/trust/grant.ts';
import type { ImportedEvent } from '../../functions/core/request/facts.ts';
import type { Request, RequestStatus } from '../../functions/core/request/request.ts';
import type { PolicyDocument } from '../../functions/core/trust/documents.ts';
import { DEFAULT_HUB } from '../../functions/core/trust/policy-names.ts';
import { isOurs } from '../../functions/core/trust/statements.ts';
import { type FixtureTable, fixturePath as pathOf, fixtureTables, readFixture as read } from '../support/fixtures-0-1-0.ts';

interface FixtureRole {
  readonly name: string;
  readonly trust: PolicyDocument;
  readonly rolePolicies: Readonly<Record<string, PolicyDocument>>;
  readonly userPolicies: Readonly<Record<string, Readonly<Record<string, PolicyDocument>>>>;
}

const tables = fixtureTables();
const { roles } = read<{ roles: readonly FixtureRole[] }>('iam.json');

const archiveOf = ({ items }: FixtureTable) => items.flatMap((item) => readArchived(item) ?? []);
/** The events of a request as release 0.1.0 wrote them. */
const historyOf = ({ events: [first] }: Request): readonly ImportedEvent[] =>
  first?.fact.kind === 'imported' ? first.fact.history : [];
const readAll = () => {
  const found = tables.flatMap((table) => archiveOf(table).map((item) => ({ at: new Date(table.at), item })));
  return {
    requests: found.flatMap(({ at, item }) => (item.kind === 'request' ? { at, ...item.request, events: historyOf(item.request) } : [])),
    grants: found.flatMap(({ item }) => (item.kind === 'grant' ? item.grant : [])),
    refusals: found.flatMap(({ item }) => (item.kind === 'refusal' ? item.refusal.refusal : [])),
  };
};
const singles = <T>(kind: ItemKind<T>, partition: string): readonly T[] =>
  tables.flatMap(({ items }) => items.filter(({ pk }) => pk === partition).map((item) => readItem(kind, item)));

const { requests, grants, refusals } = readAll();
type Seen = (typeof requests)[number];
const has = ({ events }: Pick<Seen, 'events'>, ...kinds: string[]) =>
  kinds.every((kind) => events.some(({ fact }) => fact.kind === kind));
const is =
  <Kind extends RequestStatus['kind']>(
    kind: Kind,
    test: (status: Extract<RequestStatus, { kind: Kind }>, request: Seen) => boolean = () => true,
  ) =>
  (request: Seen) =>
    request.status.kind === kind && test(request.status as never, request);
const parts =
  (...kinds: string[]) =>
  (status: Extract<RequestStatus, { kind: 'approved' | 'active' }>) =>
    status.progress.map(({ kind }) => kind).join() === kinds.join();

const states: Readonly<Record<string, (request: Seen) => boolean>> = {
  'pending, just asked': is('pending', (_, { events }) => events.length === 1),
  'pending, just asked, without a principal': is('pending', (_, { principal }) => principal === undefined),
  'pending, prepared, with reminders': is(
    'pending',
    ({ remindersAt }, one) => remindersAt?.length === 3 && has(one, 'prepared'),
  ),
  'pending, with an escalation to come': is('pending', ({ escalatesAt }) => escalatesAt !== undefined),
  'pending, reminded': is('pending', (_, one) => has(one, 'reminded') && !has(one, 'escalated')),
  'pending, escalated': is('pending', (_, one) => has(one, 'escalated')),
  'pending, one approval of two': is('pending', (_, one) => has(one, 'approval_counted') && one.reviews.length === 1),
  'pending, start in the future': is('pending', (_, { requested }) => requested.notBefore !== undefined),
  'pending, extension': is('pending', (_, { requested }) => requested.extends !== undefined),
  'pending, cards in direct messages': is('pending', (_, { cards, requested }) =>
    cards.some(({ to }) => to !== undefined && to !== requested.by),
  ),
  'approved, waiting': is('approved', parts('waiting')),
  'approved, start in the future': is('approved', ({ startsAt }, { at }) => startsAt > at),
  active: is('active', (status, { at }) => parts('confirmed')(status) && status.startsAt < at),
  'active, start in the future': is('active', ({ startsAt }, { at }) => startsAt > at),
  'active, end reminded': is('active', (_, one) => has(one, 'ends_soon')),
  'active, one part refused': is(
    'active',
    (status, one) => parts('confirmed', 'refused')(status) && has(one, 'part_refused'),
  ),
  'active, bundle': is('active', parts('confirmed', 'confirmed')),
  'active, shortened': is('active', (_, { reviews }) => reviews.some(({ minutes }) => minutes !== undefined)),
  'active, approved by two': is('active', (_, { reviews }) => reviews.length === 2),
  'active, approved by the rule alone': is(
    'active',
    (_, { reviews, requested }) => reviews.length === 0 && requested.emergency === undefined,
  ),
  'active, extended': is('active', (_, one) => has(one, 'extended')),
  'active, extension': is('active', (_, { requested }) => requested.extends?.automatic === false),
  'active, extension by the rule': is('active', (_, { requested }) => requested.extends?.automatic === true),
  'active, on behalf of another': is('active', (_, { requested }) => requested.via !== undefined),
  'active, federated': is(
    'active',
    (_, { principal }) => principal?.kind === 'federated' && !principal.roleArnPattern.includes('*'),
  ),
  'active, Identity Center': is(
    'active',
    (_, { principal }) => principal?.kind === 'federated' && principal.roleArnPattern.includes('*'),
  ),
  'active, external identity': is(
    'active',
    (_, { principal }) => principal?.kind === 'iam-user' && principal.identity === 'external',
  ),
  'emergency, review due': is(
    'active',
    (_, { requested, reviewOwed }) => requested.emergency === true && reviewOwed !== undefined,
  ),
  'emergency, review overdue': is(
    'ended',
    (_, { reviewOwed, at }) => reviewOwed !== undefined && reviewOwed.dueBy < at,
  ),
  'emergency, reviewed while active': is('active', (_, one) => has(one, 'emergency_reviewed')),
  'emergency, reviewed and ended': is('ended', (_, one) => has(one, 'emergency_reviewed')),
  'refused clicks': (one) => one.events.filter(({ fact }) => fact.kind === 'click_refused').length > 2,
  denied: is('denied', (_, one) => one.events.some(({ fact }) => fact.kind === 'denied' && fact['why'] !== undefined)),
  'cancelled by the holder': is('cancelled', ({ by }, { requested }) => by === requested.by),
  'cancelled by a requester on behalf of another user': is('cancelled', ({ by }, { requested }) => by === requested.via),
  'cancelled by an admin': is('cancelled', ({ by }) => by === 'U0CAROL'),
  lapsed: is('lapsed'),
  'failed before a start': is('failed', ({ startedAt }) => startedAt === undefined),
  'failed after a start': is('failed', ({ startedAt }) => startedAt !== undefined),
  expired: is('ended', ({ reason }) => reason === 'expired'),
  released: is('ended', ({ reason }) => reason === 'released'),
  revoked: is('ended', ({ reason }) => reason === 'revoked'),
  offboarded: is('ended', ({ reason }) => reason === 'offboarded'),
  'ended by a lockdown': is('ended', ({ reason }) => reason === 'lockdown'),
  'ended before its start': is('ended', ({ at, startsAt }) => at < startsAt),
  'ended, holder not notified yet': is('ended', (_, { handledEvents }) => handledEvents === 0),
};

const rows: Readonly<Record<string, (grant: Grant) => boolean>> = {
  wanted: ({ state }) => state === 'wanted',
  confirmed: ({ state, closedAt }) => state === 'confirmed' && closedAt === undefined,
  refused: ({ state, why }) => state === 'refused' && why !== undefined,
  'ended, not closed': ({ endsAt, startsAt, state, closedAt }) =>
    state === 'confirmed' && closedAt === undefined && endsAt.getTime() - startsAt.getTime() === 600_000,
  'ended and closed': ({ closedAt }) => closedAt !== undefined,
};

describe('the data of release 0.1.0', () => {
  it.each(tables)('can be read, and its chains are valid: $name', (table) => {
    const all = archiveOf(table);

    expect(all.filter(({ kind }) => kind === 'unreadable' || kind === 'damaged')).toEqual([]);
    expect(all.some(({ kind }) => kind === 'role_state')).toBe(true);
    for (const item of all) {
      if (item.kind === 'request') expect(verifyRequest(item.request)).toEqual([]);
    }
  });

  it.each(Object.entries(states))('has a request that is: %s', (_, isSo) => {
    expect(requests.filter(isSo)).not.toEqual([]);
  });

  it.each(Object.entries(rows))('has a grant that is: %s', (_, isSo) => {
    expect(grants.filter(isSo)).not.toEqual([]);
  });

  it('has lockdowns that are on and off, refusals, and directories with all fields', () => {
    expect(new Set(singles(lockdownKind, 'LOCKDOWN').map(({ isOn }) => isOn))).toEqual(new Set([true, false]));
    expect(refusals).toEqual(expect.arrayContaining(['locked_down', 'unknown_access', 'too_long', 'ticket_missing']));
    const full = singles(directoryKind, 'DIRECTORY').filter(({ homes = [] }) => [...homes].length === 2);
    expect(full[0]?.schedules?.['sre']?.members).toEqual(['U0BOB']);
    expect(Object.keys(full[0]?.groups ?? {})).toEqual(['S0LEADS']);
    expect(new Set(Object.values(full[0]?.people ?? {}).map(({ standing }) => standing)).size).toBe(3);
  });

  it('has requests whose holders are users of the current catalog', () => {
    const compiled = compileCatalog(readFileSync(pathOf('access.yaml'), 'utf8'), provePattern);
    const users = compiled.kind === 'ok' ? Object.values(compiled.catalog.people).map(userKey) : [];
    const holders = requests.flatMap(({ principal }) => (principal === undefined ? [] : [userKey(principal)]));

    expect(users.length).toBeGreaterThan(3);
    expect(holders.filter((key) => !users.includes(key) && !key.includes(':user/'))).toEqual([]);
  });

  it('has readable audit records, and the longest one of each request is as long as its chain', () => {
    const audited = tables.find(({ name }) => name === 'audited');
    const chains = audited === undefined ? [] : archiveOf(audited);
    const names = readdirSync(pathOf(`audit/${RECORDS}`), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.json'),
    );

    for (const name of names) {
      const parsed = parseRecordName(`${RECORDS}${name}`);
      const text = readFileSync(pathOf(`audit/${RECORDS}${name}`), 'utf8');
      expect(parsed && readRecord(parsed, text).kind, name).toBe('chain');
    }
    const heads = chains.flatMap((item) => (item.kind === 'request' ? [historyOf(item.request).at(-1)?.hash] : []));
    expect(heads.filter((hash) => !names.some((name) => name.endsWith(`${hash}.json`)))).toEqual([]);
    expect(heads.length).toBeGreaterThan(5);
  });

  it.each(roles)('has the IAM documents of a role: $name', ({ name, trust, rolePolicies, userPolicies }) => {
    const ours = trust.Statement.filter((statement) => isOurs(statement, DEFAULT_HUB));

    expect(trust.Statement.some((statement) => !isOurs(statement, DEFAULT_HUB))).toBe(true);
    expect(Object.keys(rolePolicies)).toEqual(['assume-bot-session-guard']);
    expect(ours.length > 0).toBe(name !== 'ended by the clock, guarded');
    expect(Object.values(userPolicies).every((own) => 'assume-bot-222222222222-s3-list-role' in own)).toBe(true);
    expect(JSON.stringify(rolePolicies).includes('aws:TokenIssueTime')).toBe(/later|issuedBefore/.test(name));
    expect(JSON.stringify(ours).includes('*:${sts:RoleSessionName}')).toBe(name === 'federated, sharing');
  });

  it('has a local world', () => {
    const archive = gunzipSync(readFileSync(pathOf('world/local.tar.gz'))).toString('latin1');

    for (const part of ['aws/state/aws.json', 'aws/state/dynamodb/999999999999/', 'slack/state.json', 'AssumeBot'])
      expect(archive).toContain(part);
  });
});
