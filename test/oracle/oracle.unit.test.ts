import { describe, expect, it } from 'vitest';
import { readHistory } from './oracle.ts';
import type { Catalog, OutsideEvent, Requested, Rule } from './outside-events.ts';
import { mayAct, maySessionAct, whoMayAct } from './who-may-act.ts';

const HOUR = 3600;
const S3 = 'arn:s3';
const DB = 'arn:db';
const ALICE = 'arn:alice';

const aRule = (fields: Partial<Rule> = {}): Rule => ({
  arn: S3,
  requesters: { everyone: true },
  approvers: { users: ['bob', 'carol'] },
  approvals: 1,
  longestSeconds: 8 * HOUR,
  ...fields,
});
const aCatalog = (s3: Partial<Rule> = {}, fields: Partial<Catalog> = {}): Catalog => ({
  roles: { s3: aRule(s3), db: aRule({ arn: DB }) },
  identities: {
    alice: { arn: ALICE, sessionName: 'alice' },
    dave: { arn: 'arn:dave', sessionName: 'dave' },
    otherAlice: { arn: 'arn:other/alice', sessionName: 'alice' },
    alicesTwin: { arn: ALICE, sessionName: 'alice' },
  },
  admins: ['carol'],
  lapsesAfterSeconds: 24 * HOUR,
  ...fields,
});

const catalog = (at: number, s3: Partial<Rule> = {}, fields: Partial<Catalog> = {}): OutsideEvent => ({
  kind: 'catalog',
  at,
  catalog: aCatalog(s3, fields),
});
const requested = (at: number, fields: Partial<Requested> = {}): Requested => ({
  kind: 'requested',
  at,
  clock: at,
  id: 'first',
  requester: 'alice',
  holder: 'alice',
  roles: ['s3'],
  wants: { seconds: HOUR },
  ...fields,
});
const approved = (at: number, fields: Partial<Extract<OutsideEvent, { kind: 'approved' }>> = {}): OutsideEvent => ({
  kind: 'approved',
  at,
  clock: at,
  id: 'first',
  by: 'bob',
  isDecisive: true,
  ...fields,
});
const ended = (at: number, id = 'first', by = 'alice'): OutsideEvent => ({ kind: 'ended', at, clock: at, id, by });
const lockdown = (at: number, isOn: boolean): OutsideEvent => ({ kind: 'lockdown', at, clock: at, by: 'carol', isOn });
const worked = (at: number, extent: 'partial' | 'complete' | 'looked' = 'complete'): OutsideEvent => ({
  kind: 'worked',
  at,
  clock: at,
  extent,
});

/** Alice was granted s3 from second 100 for an hour. */
const granted: readonly OutsideEvent[] = [catalog(0), requested(10), approved(100), worked(100)];
const GRANTED_END = 100 + HOUR;

const expectations = (history: readonly OutsideEvent[], times: readonly number[], identity = ALICE, role = S3) =>
  times.map((at) => mayAct(readHistory(history), identity, role, at));
const session = (history: readonly OutsideEvent[], issuedAt: number, at: number, role = S3) =>
  maySessionAct(readHistory(history), ALICE, role, issuedAt, at);

describe('the time box', () => {
  it('"A time box includes its start and excludes its end", without a run at either time', () => {
    expect(expectations(granted, [100, GRANTED_END - 1, GRANTED_END])).toEqual(['must', 'must', 'must not']);
    expect(expectations(granted, [100], 'arn:dave')).toEqual(['must not']);
    expect(expectations(granted, [100], ALICE, DB)).toEqual(['must not']);
  });

  it('"Access may open late, but never early": no user acts before the run; after an interrupted run, both are valid', () => {
    expect(expectations([...granted.slice(0, 3)], [100, 200])).toEqual(['must not', 'must not']);
    expect(expectations([...granted.slice(0, 3), worked(150, 'partial')], [150])).toEqual(['may']);
  });

  it('"It starts at max(approval, requested start)": no user acts before a future start, and access may open at its date', () => {
    const future = [catalog(0), requested(10, { from: 500 }), approved(100), worked(100)];

    expect(expectations(future, [499, 500])).toEqual(['must not', 'may']);
    expect(expectations([...future, worked(510)], [510, 500 + HOUR - 1, 500 + HOUR])).toEqual([
      'must',
      'must',
      'must not',
    ]);
  });

  it('"limited by the shortest time that any approver granted"', () => {
    const two = [
      catalog(0, { approvals: 2 }),
      requested(10),
      approved(50, { by: 'bob', atMostSeconds: 600, isDecisive: false }),
      approved(100, { by: 'carol', atMostSeconds: 900 }),
      worked(100),
    ];

    expect(expectations(two, [699, 700])).toEqual(['must', 'must not']);
  });

  it('"until the requested end"', () => {
    const until = [catalog(0), requested(10, { wants: { until: 1000 } }), approved(400), worked(400)];

    expect(expectations(until, [999, 1000])).toEqual(['must', 'must not']);
  });
});

describe('reviews', () => {
  it('"Never the requester", "never the holder": their approvals do not count, nor does one from a Slack account with the same AWS identity', () => {
    const approvers = { approvers: { users: ['alice', 'alicesTwin', 'dave', 'bob'] } };
    for (const by of ['alice', 'alicesTwin'])
      expect(expectations([catalog(0, approvers), requested(10), approved(100, { by }), worked(100)], [100])).toEqual([
        'must not',
      ]);
    const onBehalf = [
      catalog(0, { ...approvers, onBehalfOf: { users: ['dave'] } }),
      requested(10, { requester: 'dave' }),
    ];

    expect(expectations([...onBehalf, approved(100, { by: 'dave' }), worked(100)], [100])).toEqual(['must not']);
    expect(expectations([...onBehalf, approved(100, { by: 'bob' }), worked(100)], [100])).toEqual(['must']);
  });

  it('"the larger of the number in the rule when the access was requested and the number in the current rule"', () => {
    const raised = [catalog(0), requested(10), catalog(20, { approvals: 2 }), approved(100), worked(100)];
    const lowered = [catalog(0, { approvals: 2 }), requested(10), catalog(20), approved(100), worked(100)];

    expect(expectations(raised, [100])).toEqual(['must not']);
    expect(expectations(lowered, [100])).toEqual(['must not']);
  });

  it('"denied, cancelled, lapsed … are final"', () => {
    const denied: OutsideEvent = { kind: 'denied', at: 50, id: 'first', by: 'carol' };

    expect(expectations([catalog(0), requested(10), denied, approved(100), worked(100)], [100])).toEqual(['must not']);
    expect(expectations([catalog(0), requested(10), ended(50), approved(100), worked(100)], [100])).toEqual([
      'must not',
    ]);
    const late = [catalog(0, {}, { lapsesAfterSeconds: 60 }), requested(10), approved(70), worked(70)];
    expect(expectations(late, [70])).toEqual(['must not']);
  });

  it('"an admin" ends access of another user; a guest or another user does not', () => {
    expect(expectations([...granted, ended(200, 'first', 'carol'), worked(200)], [200])).toEqual(['must not']);
    expect(expectations([...granted, ended(200, 'first', 'dave'), worked(200)], [200])).toEqual(['must']);
  });
});

describe('preconditions', () => {
  it('"every counted approval would count today": the request fails if an approver leaves before the opening, and does not end if an approver leaves later', () => {
    const left: OutsideEvent = { kind: 'user', at: 110, user: 'bob', isFullMember: false };

    expect(expectations([...granted.slice(0, 3), left, worked(120)], [120])).toEqual(['must not']);
    expect(expectations([...granted, left, worked(120)], [120])).toEqual(['must']);
  });

  it('"the holder is a full member with the same AWS identity", while access is held', () => {
    const left: OutsideEvent = { kind: 'user', at: 200, user: 'alice', isFullMember: false };
    const moved = catalog(200, {}, { identities: { alice: { arn: 'arn:new', sessionName: 'alice' } } });
    const gone = catalog(200, { arn: 'arn:another-role' });

    for (const lost of [left, moved, gone]) {
      expect(expectations([...granted, lost], [200])).toEqual(['must']);
      expect(expectations([...granted, lost, worked(200)], [200])).toEqual(['must not']);
    }
  });

  it('"unknown delays the opening" and "never ends the access of another user"', () => {
    const grouped = { approvers: { groups: ['S0SRE'] } };
    const readable: OutsideEvent = { kind: 'group', at: -5000, group: 'S0SRE', members: ['bob'] };
    const unreadable: OutsideEvent = { kind: 'group', at: 120, group: 'S0SRE', members: 'unreadable' };
    const start = [catalog(-5000, grouped), readable, requested(10), approved(100)];

    expect(expectations([...start, unreadable, worked(1020)], [1020])).toEqual(['must not']);
    expect(expectations([...start, unreadable, worked(1019)], [1019])).toEqual(['may']);
    expect(expectations([...start, worked(100), unreadable, worked(1020)], [1020])).toEqual(['must']);
  });

  it('"the rule became stricter": open access does not end, and a request that was not opened fails', () => {
    const stricter = catalog(110, { longestSeconds: 60 });

    expect(expectations([...granted, stricter, worked(120)], [120])).toEqual(['must']);
    expect(expectations([...granted.slice(0, 3), stricter, worked(120)], [120])).toEqual(['must not']);
  });
});

describe('ends', () => {
  it('"An early end takes effect in the run that applies it. Until that run, AWS allows what it allowed before"', () => {
    expect(expectations([...granted, ended(200)], [200, GRANTED_END])).toEqual(['must', 'must not']);
    expect(expectations([...granted, ended(200), worked(210, 'partial')], [210])).toEqual(['may']);
    expect(expectations([...granted, ended(200), worked(220)], [220])).toEqual(['must not']);
  });

  it('"Overlapping time boxes form one access interval, and ending one request never ends another"', () => {
    const second = [requested(300, { id: 'second' }), approved(310, { id: 'second' }), worked(310)];
    const history = [...granted, ...second, ended(400), worked(400)];

    expect(expectations(history, [400, 310 + HOUR - 1, 310 + HOUR])).toEqual(['must', 'must', 'must not']);
    expect(session(history, 150, 500)).not.toBe('must not');
    expect(session([...granted, ...second], 150, 3650)).toBe('must');
  });

  it('"Adjacent time boxes are separate intervals … From then on, only sessions that were issued since that start work"', () => {
    const next = [
      requested(3600, { id: 'next', from: GRANTED_END }),
      approved(3600, { id: 'next' }),
      worked(GRANTED_END),
    ];

    expect(expectations([...granted, ...next], [GRANTED_END])).toEqual(['must']);
    expect(session([...granted, ...next], GRANTED_END - 1, GRANTED_END)).toBe('must not');
    expect(session([...granted, ...next], GRANTED_END, GRANTED_END + 1)).toBe('must');
  });

  it('"An early end that is applied by a clock that is 5 s fast or slow takes effect at most 5 s early or late"', () => {
    const skewed: OutsideEvent = { kind: 'ended', at: 200, clock: 205, id: 'first', by: 'alice' };

    expect(expectations([...granted, skewed, worked(200)], [200, 209, 211])).toEqual(['may', 'may', 'must not']);
  });
});

describe('session names', () => {
  it('"a grant on that role to another user with the same session name is refused"', () => {
    const other = { id: 'other', requester: 'otherAlice', holder: 'otherAlice' };
    const at = (second: number) => [requested(second, other), approved(second, { id: 'other' }), worked(second)];
    const isKept = GRANTED_END + HOUR + 299;

    expect(expectations([...granted, ...at(isKept)], [isKept], 'arn:other/alice')).toEqual(['must not']);
    expect(expectations([...granted, ...at(isKept + 1)], [isKept + 1], 'arn:other/alice')).not.toEqual(['must not']);
  });

  it.each(['row_lost', 'row_tampered'] as const)(
    '"If the grant was deleted from the table or changed outside the bot, its session name does not block another grant" (%s)',
    (kind) => {
      const other = { id: 'other', requester: 'otherAlice', holder: 'otherAlice' };
      const history = [
        ...granted,
        { kind, at: 200, id: 'first' },
        requested(200, other),
        approved(200, { id: 'other' }),
      ];

      expect(expectations([...history, worked(200)], [200], 'arn:other/alice')).toEqual(['may']);
    },
  );

  it('"a grant on that role to another user with the same session name is refused": of two that one run opens, either', () => {
    const other = requested(10, { id: 'other', requester: 'otherAlice', holder: 'otherAlice' });
    const both = [catalog(0, { approvals: 0 }), other, requested(10), worked(10)];

    expect([...expectations(both, [10], 'arn:other/alice'), ...expectations(both, [10])]).toEqual(['may', 'may']);
  });

  it('"A name … that belongs to no grant is removed from the trust policy and denied"', () => {
    const forged: OutsideEvent = { kind: 'forged', at: 50, roleArn: S3, identity: 'arn:dave' };

    expect(expectations([catalog(0), forged], [50], 'arn:dave')).toEqual(['may']);
    expect(expectations([catalog(0), forged, worked(60, 'looked')], [60], 'arn:dave')).toEqual(['must not']);
  });
});

describe('extensions, emergencies, lockdown and records', () => {
  const extendable = { extension: { isAutomatic: true, longestTotalSeconds: 3 * HOUR } };
  const base = [catalog(0, extendable), requested(10), approved(100), worked(100)];
  const longer = requested(200, { id: 'more', extends: 'first', wants: { until: GRANTED_END + HOUR } });

  it('"if the base is released … the extension ends", but not after the base "expires by the clock"', () => {
    const extended = [...base, longer, worked(200)];

    expect(expectations(extended, [200, GRANTED_END + HOUR - 1, GRANTED_END + HOUR])).toEqual([
      'must',
      'must',
      'must not',
    ]);
    expect(expectations([...extended, ended(300), worked(300)], [300])).toEqual(['must not']);
    expect(expectations([...extended, ended(GRANTED_END), worked(GRANTED_END)], [GRANTED_END])).toEqual(['must']);
  });

  it('"If an active extension ends early, its base ends too"', () => {
    expect(expectations([...base, longer, worked(200), ended(300, 'more'), worked(300)], [300])).toEqual(['must not']);
  });

  it('"If an active extension ends early, its base ends too", also in an interrupted run, which may end both', () => {
    const tampered: OutsideEvent = { kind: 'tampered', at: 300, id: 'more' };

    expect(expectations([...base, longer, worked(200), tampered, worked(300, 'partial')], [300])).toEqual(['may']);
  });

  it('"The rule limits the total time from the first start"', () => {
    const tooLong = { ...longer, wants: { until: 100 + 4 * HOUR } };

    expect(expectations([...base, tooLong, worked(200)], [100 + 3 * HOUR - 1, 100 + 3 * HOUR])).toEqual([
      'must',
      'must not',
    ]);
  });

  it('"Until the review, no other emergency of the same user is accepted"', () => {
    const rule = { emergency: { requesters: { users: ['alice'] }, longestSeconds: HOUR } };
    const first = [catalog(0, rule), requested(10, { isEmergency: true }), worked(10)];
    const second = [requested(4000, { id: 'second', isEmergency: true }), worked(4000)];
    const reviewed: OutsideEvent = { kind: 'reviewed', at: 3900, id: 'first', by: 'bob' };

    expect(expectations(first, [10])).toEqual(['must']);
    expect(expectations([...first, ...second], [4000])).toEqual(['must not']);
    expect(expectations([...first, reviewed, ...second], [4000])).toEqual(['must']);
  });

  it('"An emergency is never extended without approval"', () => {
    const rule = { ...extendable, emergency: { requesters: { users: ['alice'] }, longestSeconds: HOUR } };
    const history = [catalog(0, rule), requested(100, { isEmergency: true }), worked(100), longer, worked(200)];

    expect(expectations(history, [GRANTED_END - 1, GRANTED_END])).toEqual(['must', 'must not']);
  });

  it('"all held access ends", and "Turning the lockdown off does not open anything again"', () => {
    const [on, off] = [lockdown(200, true), lockdown(220, false)];

    expect(expectations([...granted, on, worked(200)], [200])).toEqual(['must not']);
    expect(expectations([...granted, on, worked(210), off, worked(230)], [230])).toEqual(['must not']);
    const pending = [catalog(0), requested(10), lockdown(50, true), worked(50), lockdown(60, false)];
    expect(expectations([...pending, approved(100), worked(100)], [100])).toEqual(['must not']);
  });

  it('"An item whose hashes are invalid opens nothing. Access that it opened is closed"', () => {
    const tampered = (at: number): OutsideEvent => ({ kind: 'tampered', at, id: 'first' });

    expect(expectations([...granted.slice(0, 3), tampered(100), worked(100)], [100])).toEqual(['must not']);
    expect(expectations([...granted, tampered(200), worked(200)], [200])).toEqual(['must not']);
  });

  it('"An item that cannot be parsed opens nothing and delays no other item"', () => {
    const unreadable: OutsideEvent = { kind: 'unreadable', at: 100, id: 'first' };
    const other = [requested(110, { id: 'other', requester: 'dave', holder: 'dave' }), approved(110, { id: 'other' })];
    const known = readHistory([...granted.slice(0, 3), unreadable, ...other, worked(120)]);

    expect(whoMayAct(known, [ALICE, 'arn:dave'], S3, 120)).toEqual({ must: ['arn:dave'], may: [], mustNot: [ALICE] });
  });
});
