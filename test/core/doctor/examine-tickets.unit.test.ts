import { describe, expect, it } from 'vitest';
import { examineTickets } from '../../../functions/core/doctor/examine-tickets.ts';
import type { Facts } from '../../../functions/core/doctor/facts.ts';
import { parseAccessName } from '../../../functions/core/names.ts';
import { aCatalog, aRule } from '../../support/builders.ts';

const catalog = aCatalog([aRule({ ticket: 'OPS-1', evidence: { kind: 'jira', status: ['Open'] } })]);
const kindsOf = (tickets: Facts['tickets'], of = catalog) =>
  [...examineTickets({ catalog: of, ...(tickets === undefined ? {} : { tickets }) })].map(({ code }) => code);

describe('the credentials of ticket systems', () => {
  it('are checked if the catalog needs them', () => {
    expect(kindsOf({})).toEqual(['tickets_not_looked_at']);
    expect(kindsOf({ jira: { kind: 'seen' } })).toEqual([]);
    expect(kindsOf({ jira: { kind: 'not_seen', why: 'refused', fix: 'fix' } })).toEqual(['tickets_not_readable']);
    expect(kindsOf({}, aCatalog([aRule()]))).toEqual([]);
  });

  it('are checked if only a bundle needs them', () => {
    const { name, arn: _, ...rule } = aRule({ ticket: 'OPS-1', evidence: { kind: 'jira', status: ['Open'] } });
    const ops = parseAccessName('ops');
    const bundles = { ops: { name: ops, roles: [name], description: '', rules: [rule] } };

    expect(kindsOf({}, aCatalog([aRule()], { bundles }))).toEqual(['tickets_not_looked_at']);
  });
});
