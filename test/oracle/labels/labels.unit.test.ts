import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { compileCatalog } from '../../../functions/adapters/catalog/compile.ts';
import { provePattern } from '../../../functions/adapters/system/prove-pattern.ts';
import { type Labeled, type SharedRule, writtenOut } from './written-out.ts';

const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 2 });
const env = fc.constantFrom('dev', 'staging', 'prod');
const team = fc.constantFrom('web', 'data');
const match = fc
  .record({ env: maybe(fc.oneof(env, fc.uniqueArray(env, { minLength: 1 }))), team: maybe(team) })
  .filter((one) => one.env !== undefined || one.team !== undefined);
const duration = fc.record({
  default: maybe(fc.constantFrom('10m', '20m')),
  max: maybe(fc.constantFrom('1h', '2h', '8h')),
});
const approving = fc.oneof(
  fc.record({
    approvers: maybe(fc.constantFrom(['S0A'], ['S0B', 'U0BOB'], [{ onCall: 'sre' }])),
    approvals: maybe(fc.constantFrom(0, 1)),
  }),
  fc.record({ stages: fc.constantFrom([{ approvers: ['S0A'] }], [{ approvers: ['S0A'] }, { approvers: ['S0B'] }]) }),
);
const keys = {
  approving,
  risk: maybe(fc.constantFrom('low', 'high')),
  duration: maybe(duration),
  extend: maybe(
    fc.oneof(
      fc.constant(false),
      fc.constantFrom({ by: '1h', maxTotal: '12h' }, { automatic: true, by: '2h', maxTotal: '11h' }),
    ),
  ),
  ticket: maybe(fc.constantFrom('INC-[0-9]+', false)),
};
const when = fc.record({
  requester: maybe(fc.constantFrom(['S0A'], ['S0B'])),
  emergency: maybe(fc.constant(false)),
  labels: maybe(match),
});
const rules = fc
  .array(fc.record({ ...keys, when: maybe(when) }), { minLength: 1, maxLength: 4 })
  .map((all) => all.map((rule, index) => ({ ...rule, name: `rule ${index}` }) as unknown as SharedRule));
const list = maybe(fc.oneof({ weight: 4, arbitrary: rules }, { weight: 1, arbitrary: fc.constant(false as const) }));
const role = fc.record({ ...keys, labels: fc.record({ team: maybe(team), env: maybe(env) }), rules: list });
const catalogs = fc.record({
  roles: fc.array(role, { minLength: 1, maxLength: 3 }),
  entries: fc.array(fc.record({ ...keys, match, rules: list }), { maxLength: 3 }),
  defaults: fc.record({ ...keys, rules: list }),
  accountLabels: fc.record({ env }),
});

/** Without members that are undefined, which YAML would write as null. The keys of `approving` become keys of its owner. */
const plain = <Value>(value: Value): Value =>
  JSON.parse(
    JSON.stringify(value, (_, one: { approving?: object }) => {
      if (one?.approving === undefined) return one;
      const { approving: keys, ...others } = one;
      return { ...others, ...keys };
    }),
  ) as Value;

const BASE = {
  people: { U0ALICE: 'arn:aws:iam::111111111111:user/alice' },
  onCall: { sre: ['U0ALICE', 'U0BOB'] },
};
/** The labels that the entries ask for are carried by a role that no test looks at. */
const OTHER = {
  other: { arn: 'arn:aws:iam::222222222222:role/all', labels: { env: 'dev', team: 'web' }, rules: false },
};

/** The compiled roles; undefined if the catalog has a mistake. */
const rolesOf = (catalog: unknown) => {
  const compiled = compileCatalog(stringify(catalog, { aliasDuplicateObjects: false }), provePattern);
  if (compiled.kind === 'invalid') return undefined;
  const { other: _, ...roles } = compiled.catalog.roles as Readonly<Record<string, unknown>>;
  return roles;
};

describe('shared settings and rules', () => {
  it('mean the same as a catalog in which every role is written out', () => {
    let compared = 0;
    fc.assert(
      fc.property(catalogs, (drawn) => {
        const labeled = plain({
          ...drawn,
          defaults: Object.assign(
            {
              channel: 'C0APPROVALS',
              requesters: ['everyone'],
              approvers: ['S0Z'],
              extend: { by: '1h', maxTotal: '12h' },
            },
            plain(drawn.defaults),
          ),
          roles: Object.fromEntries(
            drawn.roles.map((one, index) => [
              `role-${index}`,
              { arn: `arn:aws:iam::222222222222:role/r${index}`, ...one },
            ]),
          ),
        }) as unknown as Labeled;
        const account = { id: '222222222222', labels: labeled.accountLabels };
        const utils = { id: '111111111111' };
        const shared = rolesOf({
          ...BASE,
          accounts: { utils, prod: account },
          defaults: labeled.defaults,
          defaultsByLabel: labeled.entries,
          roles: { ...labeled.roles, ...OTHER },
        });
        const alone = rolesOf({ ...BASE, accounts: { utils, prod: { id: account.id } }, roles: writtenOut(labeled) });

        // A catalog can have a mistake that only one of the forms shows, such as a label that no role has.
        if (shared === undefined || alone === undefined) return;
        compared += 1;
        expect(shared).toEqual(alone);
      }),
      { numRuns: 400 },
    );
    expect(compared).toBeGreaterThan(20);
  });
});
