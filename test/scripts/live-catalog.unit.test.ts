import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createCatalogUpdates, readCatalog } from '../../scripts/dev/live-catalog.ts';

const yaml = (max: string): string => `
accounts: { main: { id: "123123123123" } }
people: { U0ALICE: "arn:aws:iam::123123123123:user/alice" }
roles:
  reports:
    arn: arn:aws:iam::123123123123:role/Reports
    duration: { max: ${max} }
    requesters: [everyone]
    approvers: [U0BOB]
    channel: C0APPROVALS
`;

let file: string;
let said: string[];
let applied: number[];
beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'assume-bot-live-')), 'access.yaml');
  [said, applied] = [[], []];
});

/** The updates of a catalog that runs with at most 8 hours. `fails` makes the new catalog not applicable. */
const updates = (fails = false) => {
  writeFileSync(file, yaml('8h'));
  const read = () => readCatalog(file, 'access.yaml');
  const first = read();
  return createCatalogUpdates({
    shown: 'access.yaml',
    read,
    hash: first.kind === 'ok' ? first.catalog.hash : '',
    apply: async (catalog) => {
      if (fails) throw new Error('reconcile: broken');
      applied.push(...Object.values(catalog.roles).map(({ rules }) => rules[0]?.durationMinutes.max ?? 0));
    },
    say: (line) => said.push(line),
  });
};

describe('a catalog that is edited while npm start runs', () => {
  it('is refused if it needs a ticket system, which a local run does not have', () => {
    const evidence = '    ticket: "OPS-[0-9]+"\n    evidence: { jira: { status: [Open] } }\n';
    writeFileSync(file, `${yaml('8h')}${evidence}`);

    expect(readCatalog(file, 'access.yaml')).toMatchObject({
      kind: 'invalid',
      mistakes: [expect.stringContaining('there is no Jira on this machine')],
    });
  });

  it('is applied', async () => {
    const onChange = updates();
    writeFileSync(file, yaml('4h'));
    await onChange();

    expect([applied, said]).toEqual([[240], ['access.yaml has changed, and the new catalog is in use.']]);
  });

  it('is not applied with a mistake, which is shown with its place, and is applied once it is corrected', async () => {
    const onChange = updates();
    writeFileSync(file, yaml('4x'));
    await onChange();
    writeFileSync(file, yaml('5h'));
    await onChange();

    expect(applied).toEqual([300]);
    expect(said[0]).toMatch(/^access\.yaml has 1 mistake, so the catalog of before goes on:\n {2}access\.yaml:7:\d+ /);
  });

  it('goes on as before if the file is deleted, if only a comment changes, or if a Lambda refuses it', async () => {
    const onChange = updates();
    writeFileSync(file, `# a comment\n${yaml('8h')}`);
    await onChange();
    expect([applied, said]).toEqual([[], []]);

    const refused = updates(true);
    writeFileSync(file, yaml('4h'));
    await refused();
    expect(said.pop()).toContain('could not be applied, so the catalog of before goes on: reconcile: broken');
  });
});
