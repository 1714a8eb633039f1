import fc from 'fast-check';
import { CHANGES, type Change, TARGETS, USERS, type User } from './a-setup.ts';

const DAMAGES = ['tampered', 'unreadable', 'row_lost', 'row_tampered'] as const;

/** One step of a history. `request` counts the requests of the history; `skew` is what a clock is fast by, in seconds. */
export type Step =
  | {
      readonly kind: 'request';
      readonly by: User;
      readonly target: (typeof TARGETS)[number];
      readonly minutes?: number;
      readonly how: 'plain' | 'emergency' | { readonly startsInMinutes: number } | { readonly onBehalfOf: User };
      readonly skew: number;
    }
  | {
      readonly kind: 'review';
      readonly by: User;
      readonly request: number;
      readonly choice: 'approve' | 'deny' | { readonly shorter: number };
      readonly skew: number;
    }
  | {
      readonly kind: 'extend';
      readonly by: User;
      readonly request: number;
      readonly minutes?: number;
      readonly skew: number;
    }
  | { readonly kind: 'end'; readonly by: User; readonly request: number; readonly skew: number }
  | { readonly kind: 'revoke'; readonly by: User; readonly user: User; readonly skew: number }
  | { readonly kind: 'review emergency'; readonly by: User; readonly request: number }
  | { readonly kind: 'lockdown'; readonly by: User; readonly isOn: boolean; readonly skew: number }
  | { readonly kind: 'catalog'; readonly change: Change }
  | { readonly kind: 'member'; readonly user: User; readonly isFullMember: boolean }
  | { readonly kind: 'group'; readonly is: 'as before' | 'without bob' | 'unreadable' }
  | { readonly kind: 'foreign'; readonly edit: 'untrust' | 'forge' | 'open to all'; readonly role: number }
  | { readonly kind: 'damage'; readonly request: number; readonly how: (typeof DAMAGES)[number]; readonly leaf: number }
  | { readonly kind: 'iam'; readonly role: number; readonly isRefusing: boolean }
  | { readonly kind: 'queue is lost' }
  | { readonly kind: 'pass'; readonly seconds: number }
  | { readonly kind: 'sweep' | 'look'; readonly skew: number }
  /** A sweep that is interrupted at some effect, or whose IAM calls are throttled. */
  | {
      readonly kind: 'broken sweep';
      readonly nth: number;
      readonly when: 'before' | 'after' | 'throttled';
      readonly skew: number;
    }
  /** The worker handles some requests in some order, without a sweep. */
  | { readonly kind: 'work'; readonly requests: readonly number[]; readonly skew: number };

const user = fc.constantFrom(...USERS);
const holder = fc.constantFrom<User>('alice', 'alice', 'erin', 'random', 'other', 'bob');
const approver = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<User>('bob', 'carol', 'dave') },
  { weight: 1, arbitrary: user },
);
const admin = fc.oneof({ weight: 5, arbitrary: fc.constant<User>('carol') }, { weight: 1, arbitrary: user });
/** Mostly the latest request. */
const request = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(4) });
const minutes = fc.integer({ min: 1, max: 90 });
const skew = fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.integer({ min: -5, max: 5 }));
const kind = <Kind extends Step['kind']>(name: Kind) => fc.constant(name);
const how: fc.Arbitrary<Extract<Step, { kind: 'request' }>['how']> = fc.oneof(
  { weight: 6, arbitrary: fc.constant('plain' as const) },
  { weight: 2, arbitrary: fc.constant('emergency' as const) },
  { weight: 2, arbitrary: fc.record({ startsInMinutes: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 1, arbitrary: fc.record({ onBehalfOf: holder }) },
);

const requestAccess = fc.record(
  {
    kind: kind('request'),
    by: fc.oneof({ weight: 6, arbitrary: holder }, user),
    target: fc.constantFrom(...TARGETS, 's3' as const, 's3' as const),
    minutes,
    how,
    skew,
  },
  { requiredKeys: ['kind', 'by', 'target', 'how', 'skew'] },
);
const review = fc.record({
  kind: kind('review'),
  by: approver,
  request,
  choice: fc.oneof(
    { weight: 8, arbitrary: fc.constant('approve' as const) },
    { weight: 1, arbitrary: fc.constant('deny' as const) },
    { weight: 2, arbitrary: fc.record({ shorter: fc.integer({ min: 1, max: 20 }) }) },
  ),
  skew,
});
const seconds = fc.oneof(
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 10 }) },
  { weight: 4, arbitrary: fc.integer({ min: 11, max: 1800 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1801, max: 9000 }) },
);
const edit = fc.constantFrom('untrust' as const, 'forge' as const, 'open to all' as const);
const trouble = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: kind('catalog'), change: fc.constantFrom(...CHANGES) }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('member'), user, isFullMember: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: kind('group'),
      is: fc.constantFrom('as before' as const, 'without bob' as const, 'unreadable' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: kind('foreign'), edit, role: fc.nat(2) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: kind('damage'),
      request,
      how: fc.constantFrom(...DAMAGES),
      leaf: fc.nat(40),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kind('iam'), role: fc.nat(2), isRefusing: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('queue is lost') }) },
);
const runs = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: kind('sweep'), skew }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('look'), skew }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: kind('broken sweep'),
      nth: fc.integer({ min: 1, max: 12 }),
      when: fc.constantFrom('before' as const, 'after' as const, 'throttled' as const),
      skew,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: kind('work'), requests: fc.array(fc.nat(4), { minLength: 1, maxLength: 3 }), skew }),
  },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: requestAccess },
  { weight: 6, arbitrary: review },
  {
    weight: 2,
    arbitrary: fc.record(
      { kind: kind('extend'), by: holder, request, minutes, skew },
      { requiredKeys: ['kind', 'by', 'request', 'skew'] },
    ),
  },
  { weight: 2, arbitrary: fc.record({ kind: kind('end'), by: fc.oneof(holder, admin), request, skew }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('revoke'), by: admin, user: holder, skew }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('review emergency'), by: approver, request }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('lockdown'), by: admin, isOn: fc.boolean(), skew }) },
  { weight: 3, arbitrary: trouble },
  { weight: 4, arbitrary: fc.record({ kind: kind('pass'), seconds }) },
  { weight: 9, arbitrary: runs },
);

/** Half of the histories begin with granted access, so that they test its later life more often. */
const GRANTED: readonly Step[] = [
  { kind: 'request', by: 'alice', target: 's3', minutes: 40, how: 'plain', skew: 0 },
  { kind: 'sweep', skew: 0 },
  { kind: 'review', by: 'bob', request: 0, choice: 'approve', skew: 0 },
  { kind: 'sweep', skew: 0 },
];
export const history: fc.Arbitrary<readonly Step[]> = fc
  .tuple(fc.constantFrom<readonly Step[]>([], GRANTED), fc.array(step, { minLength: 4, maxLength: 18, size: 'max' }))
  .map(([begun, more]) => [...begun, ...more]);

/** A step as one readable line. */
export const describeStep = (one: Step): string => {
  const { kind: what, ...rest } = one;
  const shown = Object.entries(rest)
    .filter(([name, value]) => !(name === 'skew' && value === 0))
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
  return [what, ...shown].join(', ');
};
