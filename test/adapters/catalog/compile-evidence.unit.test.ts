import { describe, expect, it } from 'vitest';
import { catalogOf, GOOD, problemsOf } from './a-catalog.ts';

const withKeys = (...lines: readonly string[]): string =>
  GOOD.replace(
    '    channel: C0APPROVALS\n',
    `    channel: C0APPROVALS\n${lines.map((line) => `    ${line}\n`).join('')}`,
  );
const TICKET = 'ticket: "OPS-[0-9]+"';
const ruleOf = (yaml: string) => Object.values(catalogOf(yaml).roles)[0]?.rules[0];

describe('evidence, in a catalog', () => {
  it.each([
    [
      '{ jira: { status: [In Progress], project: OPS }, endWhenClosed: true }',
      { kind: 'jira', status: ['In Progress'], of: ['OPS'], endWhenClosed: true },
    ],
    ['{ jira: { status: [Done, Approved] } }', { kind: 'jira', status: ['Done', 'Approved'] }],
    [
      '{ pagerDuty: { status: [triggered, acknowledged], services: [PABC123] } }',
      { kind: 'pagerDuty', status: ['triggered', 'acknowledged'], of: ['PABC123'] },
    ],
  ])('names a system, states, and where the ticket belongs: %s', (written, evidence) => {
    expect(ruleOf(withKeys(TICKET, `evidence: ${written}`))?.evidence).toEqual(evidence);
  });

  it('is inherited from defaults, and a role without tickets has none', () => {
    const defaults = `defaults: { ${TICKET}, evidence: { jira: { status: [Open] } } }\n`;

    expect(ruleOf(`${GOOD}${defaults}`)?.evidence).toEqual({ kind: 'jira', status: ['Open'] });
    expect(ruleOf(`${withKeys('evidence: false')}${defaults}`)?.evidence).toBeUndefined();
    expect(ruleOf(`${withKeys('ticket: false')}${defaults}`)?.evidence).toBeUndefined();
  });

  it.each([
    [withKeys('evidence: { jira: { status: [Open] } }'), 'has no pattern to find the ticket with'],
    [withKeys(TICKET, 'evidence: {}'), 'expected either jira or pagerDuty'],
    [
      withKeys(TICKET, 'evidence: { jira: { status: [Open] }, pagerDuty: { status: [triggered] } }'),
      'expected either jira or pagerDuty',
    ],
    [withKeys(TICKET, 'evidence: { jira: { status: [] } }'), 'status'],
    [withKeys(TICKET, 'evidence: { jira: { project: OPS } }'), 'status'],
    [withKeys(TICKET, 'evidence: { pagerDuty: { status: [open] } }'), 'triggered, acknowledged, resolved'],
    [withKeys(TICKET, 'evidence: { jira: { status: [Open], project: "ops 1" } }'), 'the key of a Jira project'],
    [withKeys(TICKET, 'evidence: { jra: { status: [Open] } }'), 'did you mean jira?'],
  ])('is refused with the line of the mistake: %#', (yaml, expected) => {
    const problems = problemsOf(yaml);

    expect(problems.join('\n')).toContain(expected);
    expect(problems[0]).toMatch(/^access\.yaml:\d+:\d+ /);
  });
});
