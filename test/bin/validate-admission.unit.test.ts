import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aCli } from './a-cli.ts';

const OFFICE = 'hours: { days: [mon-fri], from: "09:00", until: "18:00", zone: Europe/Berlin }';
const withRules = (...rules: readonly string[]): string => `
accounts: { utils: { id: "111111111111" }, prod: { id: "222222222222" } }
people: { U0ALICE: arn:aws:iam::111111111111:user/alice, U0BOB: arn:aws:iam::111111111111:user/bob }
onCall: { sre: [U0BOB] }
roles:
  prod-s3:
    arn: arn:aws:iam::222222222222:role/s3-list-role
    channel: C0APPROVALS
    approvers: [S0SRE]
    rules:
${rules.map((rule) => `      - { ${rule} }\n`).join('')}`;

const warningsOf = async (yaml: string) => {
  const cli = aCli();
  writeFileSync(join(cli.directory, 'access.yaml'), yaml);
  const { warnings } = (await cli.run('validate', '--json')).json<{ warnings: { path: string; message: string }[] }>();
  return {
    warnings,
    explained: async (message = '') => {
      const [, command = ''] = message.split('To see it: assume-bot ');
      const args = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
      return (await cli.run(...args, '--json')).json();
    },
  };
};

describe('assume-bot validate, about rules that take requests and do not admit them', () => {
  it('warns with the later rule that would, and a command that shows it', async () => {
    const { warnings, explained } = await warningsOf(
      withRules(
        `name: office hours, when: { ${OFFICE} }, requesters: [S0DEV]`,
        'name: others, requesters: [everyone], approvals: 1',
      ),
    );

    expect(warnings).toEqual([
      expect.objectContaining({
        path: 'roles.prod-s3.rules[0]',
        message: expect.stringContaining(
          'requests of users whom no rule names get this rule, which does not admit them, although "others" would',
        ),
      }),
    ]);
    expect(await explained(warnings[0]?.message)).toMatchObject({
      rule: 0,
      outcome: 'refused',
      why: 'not_a_requester',
    });
  });

  it('warns of emergencies', async () => {
    const { warnings, explained } = await warningsOf(
      withRules(
        'name: on call, when: { requester: [{ onCall: sre }] }, approvals: 0',
        'name: others, requesters: [everyone], emergency: { requesters: [U0BOB] }',
      ),
    );

    expect(warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining(
        'emergencies of U0BOB (on call for sre) get this rule, which does not allow them, although "others" would',
      ),
    ]);
    expect(await explained(warnings[0]?.message)).toMatchObject({ rule: 0, outcome: 'refused', why: 'no_emergencies' });
  });

  it('does not warn if no later rule admits them, if the rule refuses, or if it is for its requesters only', async () => {
    const others = 'name: others, requesters: [everyone], approvals: 1';
    const quiet = [
      [`name: office, when: { ${OFFICE} }, requesters: [S0DEV]`, 'name: others, requesters: [S0DEV], approvals: 1'],
      [`name: office, when: { ${OFFICE}, requester: [S0DEV] }, requesters: [S0DEV]`, others],
      [`name: office, when: { ${OFFICE} }, refuse: "Not in office hours"`, others],
    ];

    for (const rules of quiet) expect((await warningsOf(withRules(...rules))).warnings).toEqual([]);
  });
});
