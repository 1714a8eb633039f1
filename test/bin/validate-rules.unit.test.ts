import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aCli } from './a-cli.ts';

const HEAD = `accounts: { utils: { id: "111111111111" }, prod: { id: "222222222222" } }
onCall:
  sre: { rotation: [U0ALICE, U0BOB], shift: 1w, from: "2029-11-05 09:00", zone: Europe/Berlin }
  dba: { pagerDuty: PABC123 }
defaults: { channel: C0APPROVALS, approvers: [S0APPROVERS], duration: { max: 8h } }
`;
const LISTED = 'people: { U0ALICE: arn:aws:iam::111111111111:user/alice, U0BOB: arn:aws:iam::111111111111:user/bob }';
const BY_EMAIL = 'people: { byEmail: "arn:aws:iam::111111111111:user/{local}", domains: [example.com] }';
const roleOf = (name: string, more: string, rules: readonly string[]): string => `
  ${name}:
    arn: arn:aws:iam::222222222222:role/${name}
    ${more}
    rules:${rules.map((rule, index) => `\n      - { name: rule ${index}, ${rule} }`).join('')}`;
const OFFICE = 'hours: { days: [mon-fri], from: "09:00", until: "18:00", zone: Asia/Kolkata }';

const ROLES = [
  roleOf('anyone', 'requesters: [everyone]', [`when: { ${OFFICE} }`, 'when: { duration: { max: 20m } }']),
  roleOf('turns', 'description: on call', ['when: { requester: [{ onCall: sre }], start: scheduled }']),
  roleOf('turns-office', 'description: on call', [`when: { requester: [{ onCall: sre }], ${OFFICE} }`]),
  roleOf('called', 'description: paged', ['when: { requester: [{ onCall: dba }, S0DBA], duration: { min: 30m } }']),
  roleOf('groups', 'requesters: [S0SRE, S0DEV]', [
    'when: { requester: [S0SRE] }',
    `when: { requester: [U0BOB], ${OFFICE} }`,
  ]),
  roleOf('urgent', 'emergency: { requesters: [U0ALICE] }', [
    'when: { requester: [S0SRE] }',
    'when: { emergency: false }',
  ]),
];

/** The arguments of a printed command, as a shell splits them. */
const argumentsOf = (command: string): readonly string[] =>
  [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

const validated = async (yaml: string, ...more: readonly string[]) => {
  const cli = aCli();
  writeFileSync(join(cli.directory, 'access.yaml'), yaml);
  const ran = await cli.run('validate', '--json', ...more);
  const { warnings, mistakes } = ran.json<Record<'warnings' | 'mistakes', { message: string; path: string }[]>>();
  return { cli, code: ran.code, mistakes, warnings: warnings.filter(({ message }) => message.startsWith('no rule')) };
};

describe('assume-bot validate, about requests that no rule matches', () => {
  it.each([LISTED, BY_EMAIL])('prints commands of explain that show it: %#', async (people) => {
    const { cli, warnings, mistakes } = await validated(`${HEAD}${people}\nroles:${ROLES.join('')}\n`);
    const asked: string[] = [];
    for (const { message, path } of warnings) {
      const [program, ...args] = argumentsOf(message.split('To see it: ')[1] ?? '');
      const explained = await cli.run(...args, '--json');

      expect([program, explained.code, message]).toEqual(['assume-bot', 0, message]);
      expect(explained.json()).toMatchObject({ rule: null, outcome: 'refused', why: 'no_rule' });
      asked.push(path);
    }
    expect(mistakes).toEqual([]);
    for (const role of ['anyone', 'turns', 'turns-office', 'called', 'groups', 'urgent'])
      expect(asked).toContain(`roles.${role}.rules`);
  });

  it('are closed by a last rule that refuses, and explain shows its sentence', async () => {
    const role = roleOf('anyone', 'requesters: [everyone]', [
      `when: { ${OFFICE} }`,
      'refuse: "Request it from nine to six"',
    ]);
    const { cli, warnings } = await validated(`${HEAD}${LISTED}\nroles:${role}\n`);
    const ask = ['explain', 'anyone', '--as', 'U0ALICE', '--at', '2030-01-05T12:00Z'];

    expect(warnings).toEqual([]);
    expect((await cli.run(...ask, '--json')).json()).toMatchObject({ rule: 1, outcome: 'refused', approvals: 0 });
    expect((await cli.run(...ask)).out).toContain('the rule refuses it: Request it from nine to six.');
  });

  it('fails with --strict only', async () => {
    const yaml = `${HEAD}${LISTED}\nroles:${ROLES[0]}\n`;

    expect((await validated(yaml)).code).toBe(0);
    expect((await validated(yaml, '--strict')).code).toBe(1);
  });
});
