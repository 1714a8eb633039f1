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
    expect(Object.values(catalog.roles)[0]?.approvers).toEqual([
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
