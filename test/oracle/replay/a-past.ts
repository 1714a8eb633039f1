import fc from 'fast-check';
import type { Directory } from '../../../functions/core/authority/directory.ts';
import type { Catalog, EmergencyRule, ListedRule, Schedule, Who } from '../../../functions/core/catalog/catalog.ts';
import type { DurationInput } from '../../../functions/core/command/clauses.ts';
import { defined } from '../../../functions/core/defined.ts';
import { parseAccessName, parseRoleArn, type SlackGroupId, type SlackUserId } from '../../../functions/core/names.ts';
import type { RequestInput } from '../../../functions/core/request/decide-request.ts';
import type { Hours } from '../../../functions/core/rules/when.ts';
import type { ClockTime } from '../../../functions/core/schedule/duration.ts';
import { aCatalog, anIamUser, aRole, aRule, U } from '../../support/builders.ts';

/** Catalogs, directories and requests at random, for the comparison of replay with the use case. */
export const NOW = new Date('2030-03-31T00:30:00Z');

const USERS = ['alice', 'bob', 'carol', 'dave'] as const;
const GROUPS = ['S0SRE', 'S0SECURITY', 'S0DEV'] as const;
const ROLES = ['prod-s3', 'prod-db'] as const;

const who: fc.Arbitrary<Who> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(...GROUPS).map((id) => ({ kind: 'group' as const, id: id as SlackGroupId })),
  },
  { weight: 2, arbitrary: fc.constantFrom(...USERS).map((name) => ({ kind: 'user' as const, id: U(name) })) },
  { weight: 2, arbitrary: fc.constantFrom('paged', 'turns').map((id) => ({ kind: 'onCall' as const, id })) },
  { weight: 1, arbitrary: fc.constant({ kind: 'everyone' as const }) },
);
const several = fc.array(who, { minLength: 1, maxLength: 3 });
const everyone: fc.Arbitrary<readonly Who[]> = fc.constant([{ kind: 'everyone' }]);
const length = fc.constantFrom(15, 30, 60, 120, 240);
const hours: fc.Arbitrary<Hours> = fc.record({
  days: fc.subarray(['sat', 'sun', 'mon'] as const, { minLength: 1 }),
  fromMinute: fc.constantFrom(0, 60, 540),
  untilMinute: fc.constantFrom(150, 1080, 1440),
  zone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kathmandu'),
});
const when = fc.record(
  {
    requester: several,
    duration: fc.record({ minMinutes: length, maxMinutes: length }, { requiredKeys: [] }),
    hours: fc.array(hours, { minLength: 1, maxLength: 2 }),
    emergency: fc.boolean(),
    start: fc.constantFrom('now' as const, 'scheduled' as const),
  },
  { requiredKeys: [] },
);
/** Absent more often than not, so that most requests meet some rule. */
const seldom = <T>(arbitrary: fc.Arbitrary<T>, absent: T): fc.Arbitrary<T> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(absent) }, { weight: 1, arbitrary });
const often = <T>(arbitrary: fc.Arbitrary<T>, absent: T): fc.Arbitrary<T> =>
  fc.oneof({ weight: 1, arbitrary: fc.constant(absent) }, { weight: 2, arbitrary });
const emergency: fc.Arbitrary<EmergencyRule> = fc.record({
  requesters: several,
  reviewWithinMinutes: fc.constant(60),
  contacts: fc.constant([]),
  maxMinutes: length,
});
const rule = fc
  .record(
    {
      when: often(when, {}),
      emergency,
      onBehalfOf: several,
      requesters: fc.oneof({ weight: 4, arbitrary: everyone }, several),
      approvers: seldom(
        several,
        ['bob', 'carol', 'dave'].map((name): Who => ({ kind: 'user', id: U(name) })),
      ),
      approvals: fc.integer({ min: 0, max: 2 }),
      usual: length,
      reason: fc.constantFrom('required' as const, 'optional' as const),
      ticket: fc.constant('INC-\\d+'),
    },
    { requiredKeys: ['requesters', 'approvers', 'approvals', 'usual', 'reason'] },
  )
  .map(({ usual, ...rest }) => ({ ...rest, durationMinutes: { default: usual, max: 240 } }));

const schedules: fc.Arbitrary<Readonly<Record<string, Schedule>>> = fc.record({
  // A catalog may give the name of a schedule to another one.
  paged: fc.constantFrom('P1', 'P1', 'P1', 'P2').map((scheduleId) => ({ kind: 'pagerduty' as const, scheduleId })),
  turns: fc.subarray([...USERS].map(U), { minLength: 1 }).map((users) => ({ kind: 'static' as const, users })),
});

const role = (name: string) =>
  fc.array(rule, { minLength: 1, maxLength: 3 }).map((rules) => {
    const arn = parseRoleArn(`arn:aws:iam::222222222222:role/${name}`);
    const listed = [...rules, { ...rules[0], when: {} }].map(
      (one, index): ListedRule => ({ ...aRule(), ...one, ruleName: `rule ${index}`, name: parseAccessName(name), arn }),
    );
    return aRole(...(listed as [ListedRule, ...ListedRule[]]));
  });

const people = seldom(fc.subarray([...USERS], { minLength: 2 }), [...USERS]).map((names) =>
  Object.fromEntries(names.map((name) => [U(name), anIamUser(name)])),
);
const byEmail = fc.option(
  fc.subarray(['example.com', 'example.org'], { minLength: 1 }).map((domains) => ({
    template: 'arn:aws:iam::111111111111:user/mail-{local}',
    domains,
  })),
  { nil: undefined },
);

export const aRandomCatalog: fc.Arbitrary<Catalog> = fc
  .record({
    s3: role(ROLES[0]),
    db: fc.option(role(ROLES[1]), { nil: undefined, freq: 6 }),
    people,
    byEmail,
    schedules,
  })
  .map(({ s3, db, people: listed, byEmail: mail, schedules: onCall }) => {
    const both = { name: parseAccessName('both'), description: '', roles: [s3.name, ...(db ? [db.name] : [])] };
    const roles = { [s3.name]: s3, ...(db === undefined ? {} : { [db.name]: db }) };
    return { ...aCatalog(), roles, bundles: { both }, people: listed, onCall, ...defined({ byEmail: mail }) };
  });

const members = fc.subarray([...USERS].map(U));
/** Minutes since a group was read: after 15 it counts as unread. */
const age = fc.constantFrom(0, 1, 14, 15, 16);
const record = fc.record({ members, age }).map(({ members: own, age: minutes }) => ({
  members: own,
  readAt: new Date(NOW.getTime() - minutes * 60_000),
}));

export const aRandomDirectory: fc.Arbitrary<Directory> = fc
  .record({
    groups: fc.record({ S0SRE: record, S0SECURITY: record, S0DEV: record }, { requiredKeys: [] }),
    schedules: fc.record({ paged: record }, { requiredKeys: [] }),
    mail: fc.constantFrom('example.com', 'example.org'),
  })
  .map(({ groups, schedules: read, mail }) => ({
    workspace: { teamId: 'T0LOCAL' },
    groups: groups as Directory['groups'],
    schedules: read as NonNullable<Directory['schedules']>,
    people: Object.fromEntries(
      USERS.map((name) => [
        U(name),
        { accountStatus: 'member', name, email: `${name}@${mail}`, timeZone: 'Europe/Berlin', readAt: NOW },
      ]),
    ),
  }));

const time = fc.record({ hour: fc.integer({ min: 0, max: 23 }), minute: fc.constantFrom(0, 30) });
export const aRandomInput: fc.Arbitrary<{ readonly by: string; readonly input: RequestInput }> = fc
  .record({
    by: fc.constantFrom(...USERS),
    name: fc.constantFrom('prod-s3', 'prod-s3', 'prod-db', 'both'),
    reason: seldom(fc.constantFrom('', 'db is down'), 'INC-42'),
    duration: often<DurationInput | undefined>(
      fc.oneof(
        length.map((minutes) => ({ kind: 'minutes' as const, minutes })),
        time.map((at) => ({ kind: 'until' as const, ...at })),
      ),
      undefined,
    ),
    from: seldom<ClockTime | undefined>(time, undefined),
    onBehalfOf: seldom<SlackUserId | undefined>(fc.constantFrom(...USERS).map(U), undefined),
    emergency: seldom<true | undefined>(fc.constant(true), undefined),
  })
  .map(({ by, name, reason, ...more }) => ({ by, input: { name, reason, ...defined(more) } }));
