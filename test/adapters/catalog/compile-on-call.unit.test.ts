import { describe, expect, it } from 'vitest';
import { catalogOf, GOOD, problemsOf } from './a-catalog.ts';

const onCall = '[U0BOB, { onCall: sre }]';
const named = GOOD.replace('[U0BOB, S0SRE]', onCall);

describe('on-call schedules, in a catalog', () => {
  it('are lists of users or PagerDuty schedules, and rules refer to them', () => {
    const catalog = catalogOf(`${named}onCall:\n  sre: [U0CAROL]\n  dba: { pagerDuty: PABC123 }\n`);

    expect(catalog.onCall).toEqual({
      sre: { kind: 'static', users: ['U0CAROL'] },
      dba: { kind: 'pagerduty', scheduleId: 'PABC123' },
    });
    expect(Object.values(catalog.roles)[0]?.rules[0]?.approvers).toEqual([
      { kind: 'user', id: 'U0BOB' },
      { kind: 'onCall', id: 'sre' },
    ]);
  });

  it.each([
    [named, 'there is no schedule "sre" under onCall; known are none'],
    [`${named}onCall: { srf: [U0CAROL] }\n`, 'there is no schedule "sre" under onCall; did you mean srf?'],
    [`${named}onCall: { sre: [carol] }\n`, 'expected one of Slack user ids'],
    [`${named}onCall: { sre: { pagerDuty: my-schedule } }\n`, 'expected the id of a PagerDuty schedule'],
    [`${named}onCall: { sre: [U0CAROL], "S R E": [U0CAROL] }\n`, 'is not a valid name for a schedule'],
    [GOOD.replace('[U0BOB, S0SRE]', '[U0BOB, { oncall: sre }]'), 'there is no key "oncall" here; did you mean onCall?'],
  ])('are refused with the line of the mistake: %#', (yaml, expected) => {
    const problems = problemsOf(yaml);

    expect(problems.join('\n')).toContain(expected);
    expect(problems[0]).toMatch(/^access\.yaml:\d+:\d+ /);
  });
});

const ROTATION = '{ rotation: [U0ALICE, U0BOB], shift: 2w, from: "2026-11-02 09:00", zone: Europe/Berlin';
const rotating = (more = '') => `${named}onCall:\n  sre: ${ROTATION}${more} }\n`;

describe('a rotation, in a catalog', () => {
  it('has users, a shift, a first handover, a time zone and overrides', () => {
    const { onCall } = catalogOf(
      rotating(', overrides: [{ user: U0CAROL, from: "2026-12-24 09:00", until: "2026-12-27 09:00" }]'),
    );

    expect(onCall?.['sre']).toEqual({
      kind: 'rotation',
      users: ['U0ALICE', 'U0BOB'],
      shiftDays: 14,
      fromDay: Date.parse('2026-11-02') / 86_400_000,
      hour: 9,
      minute: 0,
      zone: 'Europe/Berlin',
      overrides: [
        { user: 'U0CAROL', fromMs: Date.parse('2026-12-24T08:00Z'), untilMs: Date.parse('2026-12-27T08:00Z') },
      ],
    });
  });

  it.each([
    [rotating().replace('2w', '36h'), 'expected a number of days or weeks, such as 1d or 1w'],
    [rotating().replace('2026-11-02', '2026-02-30'), '"2026-02-30 09:00" is not a date and a time of a calendar'],
    [rotating().replace('09:00', '25:00'), 'is not a date and a time of a calendar'],
    [rotating().replace('Europe/Berlin', 'Berlin'), 'there is no time zone "Berlin"; expected a name such as'],
    [rotating().replace('2026-11-02 09:00', '2026-03-29 02:30'), 'the clocks of Europe/Berlin are put forward over'],
    [rotating(', overrides: [{ user: U0CAROL, from: "2026-12-24 09:00", until: "2026-12-24 09:00" }]'), 'is not after'],
    [
      rotating(
        ', overrides: [{ user: U0CAROL, from: "2026-12-24 09:00", until: "2026-12-27 09:00" }, { user: U0BOB, from: "2026-12-26 09:00", until: "2026-12-28 09:00" }]',
      ),
      'this override overlaps the one in line',
    ],
    [rotating().replace('[U0ALICE, U0BOB]', '[]'), 'expected a list of Slack user ids'],
    [rotating().replace(', zone: Europe/Berlin', ''), 'zone'],
  ])('is refused with the line of the mistake: %#', (yaml, expected) => {
    const problems = problemsOf(yaml);

    expect(problems.join('\n')).toContain(expected);
    expect(problems[0]).toMatch(/^access\.yaml:\d+:\d+ /);
  });
});
