import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { catalogOf, GOOD, problemsOf, warningsOf, withValue } from './a-catalog.ts';

const role = (field: string, value: unknown): string => withValue(['roles', 'prod-s3', field], value);
const withDefaults = (defaults: unknown, own: Readonly<Record<string, unknown>>): string => {
  const document = parseDocument(GOOD);
  document.set('defaults', document.createNode(defaults));
  for (const [key, value] of Object.entries(own)) document.setIn(['roles', 'prod-s3', key], document.createNode(value));
  return document.toString({ lineWidth: 0 });
};
const ruleOf = (yaml: string) => Object.values(catalogOf(yaml).roles)[0]?.rules[0];

describe('the settings of a role for extensions and emergencies', () => {
  it.each([
    ['extend', '1h', 'expected a map such as { by: 1h, maxTotal: 8h }, or false'],
    ['extend', true, 'expected a map such as { by: 1h, maxTotal: 8h }, or false'],
    ['extend', { maxTotal: '8h' }, 'by is missing; expected a duration such as 1h'],
    ['extend', { by: '13h', maxTotal: '24h' }, '13h is too long; the most is 12h'],
    ['extend', { by: '1h', maxTotal: '200h' }, '200h is too long'],
    ['extend', { by: '1h', maxTotal: '1h' }, 'it could never be extended'],
    ['extend', { by: '1h', automatic: 'yes' }, 'expected true or false'],
    ['extend', { by: '1h', total: '8h' }, 'there is no key "total" here'],
    ['emergency', { reviewWithin: '24h' }, 'requesters is missing'],
    ['emergency', { requesters: [] }, 'write emergency: false'],
    ['emergency', { requesters: ['U0ALICE'], maxDuration: '13h' }, '13h is too long'],
    ['emergency', { requesters: ['U0ALICE'], contacts: ['#security'] }, 'found "#security"'],
    ['emergency', { requesters: ['U0ALICE'], contact: ['C0SECURITY'] }, 'did you mean contacts?'],
  ])('are refused with %s: %j', (field, value, expected) => {
    const problems = problemsOf(role(field, value));

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(expected);
    expect(problems[0]).toMatch(/^access\.yaml:\d+:\d+ /);
  });

  it('are absent by default', () => {
    expect(ruleOf(GOOD)).not.toHaveProperty('extend');
    expect(ruleOf(GOOD)).not.toHaveProperty('emergency');
  });

  it('limit extended access to the longest duration of one request by default', () => {
    expect(ruleOf(role('extend', { by: '30m' }))?.extend).toEqual({
      byMinutes: 30,
      automatic: false,
      maxTotalMinutes: 480,
    });
  });

  it('include the settings of defaults, unless the role sets them to false', () => {
    const defaults = { extend: { by: '1h', maxTotal: '8h' }, emergency: { requesters: ['S0ONCALL'] } };

    expect(ruleOf(withDefaults(defaults, { extend: { automatic: true } }))?.extend).toEqual({
      byMinutes: 60,
      automatic: true,
      maxTotalMinutes: 480,
    });
    const without = ruleOf(withDefaults(defaults, { extend: false, emergency: false }));
    expect([without?.extend, without?.emergency]).toEqual([undefined, undefined]);
  });

  it('have defaults for an emergency that names only its requesters', () => {
    expect(
      ruleOf(role('emergency', { requesters: ['U0ALICE'], contacts: ['C0SECURITY', 'U0CAROL'] }))?.emergency,
    ).toEqual({
      requesters: [{ kind: 'user', id: 'U0ALICE' }],
      reviewWithinMinutes: 1440,
      contacts: [
        { kind: 'channel', id: 'C0SECURITY' },
        { kind: 'user', id: 'U0CAROL' },
      ],
      maxMinutes: 60,
    });
  });

  it('cause a warning if the only approver could declare an emergency', () => {
    const yaml = parseDocument(role('emergency', { requesters: ['U0BOB'] }));
    yaml.setIn(['roles', 'prod-s3', 'approvers'], yaml.createNode(['U0BOB']));

    expect(warningsOf(yaml.toString({ lineWidth: 0 })).join('\n')).toContain(
      'no one could review an emergency of U0BOB',
    );
  });

  it('include a reminder ten minutes before the end by default', () => {
    expect(catalogOf(GOOD).settings.remindBeforeEndMinutes).toBe(10);
    expect(catalogOf(withValue(['settings'], { remindBeforeEnd: '5m' })).settings.remindBeforeEndMinutes).toBe(5);
    expect(problemsOf(withValue(['settings'], { remindBeforeEnd: '0m' }))).toHaveLength(1);
  });
});
