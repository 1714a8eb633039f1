import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { catalogOf, GOOD, problemsOf, warningsOf, withValue } from './a-catalog.ts';

const role = (field: string, value: unknown): string => withValue(['roles', 'prod-s3', field], value);
const settings = (value: unknown): string => withValue(['settings'], value);
const ruleOf = (yaml: string) => Object.values(catalogOf(yaml).roles)[0]?.rules[0];
const waiting = (minutes: string) => ({ after: minutes, approvers: ['S0LEADS', 'U0CAROL'] });

describe('the approval settings of a catalog', () => {
  it.each([
    [role('risk', 'extreme'), 'expected low, medium or high'],
    [role('risk', 'hihg'), 'did you mean high?'],
    [role('notifyApprovers', 'email'), 'expected channel or direct'],
    [role('escalation', '2h'), 'expected a map such as { after: 2h, approvers: [ S0LEADS ] }, or false'],
    [role('escalation', { approvers: ['U0CAROL'] }), 'after is missing; expected a duration such as 2h'],
    [role('escalation', { after: '2h' }), 'approvers is missing'],
    [role('escalation', { after: '2h', approvers: [] }), 'write escalation: false'],
    [role('escalation', { after: '2h', approvers: ['everyone'] }), 'list users and groups instead'],
    [settings({ reminders: ['30m', '30m'] }), '30m is not later than the one before it'],
    [settings({ reminders: ['2h', '30m'] }), '30m is not later than the one before it'],
    [settings({ reminders: ['soon'] }), 'expected one of up to 5 durations'],
    [settings({ reminders: ['1m', '2m', '3m', '4m', '5m', '6m'] }), 'a list of up to 5 durations'],
  ])('are refused with the line of the mistake: %#', (yaml, expected) => {
    const problems = problemsOf(yaml);

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(expected);
    expect(problems[0]).toMatch(/^access\.yaml:\d+:\d+ /);
  });

  it('are compiled', () => {
    expect(ruleOf(role('risk', 'high'))?.risk).toBe('high');
    expect(ruleOf(role('notifyApprovers', 'direct'))?.notifyApprovers).toBe('direct');
    expect(ruleOf(role('escalation', waiting('2h')))?.escalation).toEqual({
      afterMinutes: 120,
      approvers: [
        { kind: 'group', id: 'S0LEADS' },
        { kind: 'user', id: 'U0CAROL' },
      ],
    });
    expect(catalogOf(settings({ reminders: ['10m', '1h'] })).settings.reminderMinutes).toEqual([10, 60]);
    expect(catalogOf(settings({ reminders: [] })).settings.reminderMinutes).toEqual([]);
  });

  it('default to reminders after 30 minutes, 2 hours and 6 hours, and no escalation', () => {
    expect(catalogOf(GOOD).settings.reminderMinutes).toEqual([30, 120, 360]);
    expect(ruleOf(GOOD)).not.toHaveProperty('escalation');
  });

  it('include the escalation of defaults, unless the role sets it to false', () => {
    const document = parseDocument(role('escalation', false));
    document.set('defaults', document.createNode({ escalation: waiting('2h'), risk: 'low' }));

    const rule = ruleOf(document.toString());

    expect(rule).not.toHaveProperty('escalation');
    expect(rule?.risk).toBe('low');
  });

  it('cause a warning for an escalation that never happens', () => {
    expect(warningsOf(role('escalation', waiting('24h'))).join('\n')).toContain('requests lapse before that');
  });
});
