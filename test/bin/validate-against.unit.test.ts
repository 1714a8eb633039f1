import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileCatalog } from '../../functions/adapters/catalog/compile.ts';
import { provePattern } from '../../functions/adapters/system/prove-pattern.ts';
import { entriesOf } from '../../functions/core/audit/entries.ts';
import { decideRequest, type RequestInput, requestOf } from '../../functions/core/request/decide-request.ts';
import { record } from '../../functions/core/request/evolve.ts';
import { decideApproval } from '../../functions/core/request/review.ts';
import { literal } from '../../functions/core/text/cli/replay-markdown.ts';
import { actor, idOf, U } from '../support/builders.ts';
import { aCli } from './a-cli.ts';

const NOON = new Date('2030-01-01T12:00:00Z');
const catalogWith = (
  rules: string,
): string => `accounts: { utils: { id: "111111111111" }, prod: { id: "222222222222" } }
people: { U0ALICE: arn:aws:iam::111111111111:user/alice, U0BOB: arn:aws:iam::111111111111:user/bob }
defaults: { channel: C0APPROVALS, requesters: [everyone], approvers: [U0BOB, U0CAROL, S0SRE], duration: { default: 1h, max: 8h } }
roles:
  prod-s3:
    arn: arn:aws:iam::222222222222:role/s3-list-role
    rules:${rules}
`;
const BEFORE = catalogWith(`
      - { name: on call, when: { requester: [S0SRE] }, approvals: 0 }
      - { name: others }`);
const SRE_NEED_TWO = catalogWith(`
      - { name: on call, when: { requester: [S0SRE] }, approvals: 2 }
      - { name: others }`);
const LAXER = catalogWith(`
      - { name: on call, when: { requester: [S0SRE] }, approvals: 0 }
      - { name: short, when: { duration: { max: 1h } }, approvals: 0 }
      - { name: others }`);

const compiled = (yaml: string) => {
  const found = compileCatalog(yaml, provePattern, 'assume-bot', NOON);
  if (found.kind !== 'ok') throw new Error(JSON.stringify(found));
  return found.catalog;
};

/** A request by the first catalog, approved by bob if it needs an approval. SREs are alice. */
const entries = (number: number, by: string, input: Partial<RequestInput> = {}) => {
  const catalog = compiled(BEFORE);
  const groups = { S0SRE: { members: [U('alice')], readAt: NOON } };
  const world = { catalog, directory: { workspace: { teamId: 'T0LOCAL' }, people: {}, groups }, now: NOON };
  const decision = decideRequest({ name: 'prod-s3', reason: 'INC-42', ...input }, actor(by), world);
  if (decision.kind !== 'allowed') throw new Error(decision.kind);
  const pending = requestOf(idOf(number), decision, catalog);
  const approval = decideApproval({ ...pending, isPrepared: true }, actor('carol'), world);
  const isApproved = number > 1 && 'facts' in approval;
  return entriesOf(isApproved ? record(pending, approval.facts, NOON) : pending);
};
const HISTORY = [
  ...entries(1, 'alice'),
  ...entries(2, 'bob'),
  ...entries(3, 'bob', { duration: { kind: 'minutes', minutes: 240 } }),
]
  .map((entry) => `${JSON.stringify(entry)}\n`)
  .join('');

const validated = async (yaml: string, history: string, ...options: readonly string[]) => {
  const cli = aCli();
  writeFileSync(join(cli.directory, 'access.yaml'), yaml);
  writeFileSync(join(cli.directory, 'history.ndjson'), history);
  cli.environment['GITHUB_STEP_SUMMARY'] = join(cli.directory, 'summary.md');
  writeFileSync(join(cli.directory, 'summary.md'), '# before\n');
  const ran = await cli.run('validate', 'access.yaml', '--against', 'history.ndjson', ...options);
  return { ...ran, summary: readFileSync(join(cli.directory, 'summary.md'), 'utf8') };
};

describe('assume-bot validate --against', () => {
  it('finds nothing that changes with the catalog of that time', async () => {
    const { code, json } = await validated(BEFORE, HISTORY, '--json');

    expect(code).toBe(0);
    expect(json()).toMatchObject({ replay: { requests: 3, counts: { unchanged: 3 } } });
  });

  it('names requests that would need more approvals, and counts approvals that would not be enough', async () => {
    const { json } = await validated(SRE_NEED_TWO, HISTORY, '--json');

    expect(json()).toMatchObject({
      replay: {
        counts: { 'more-approvals': 1, unchanged: 2 },
        targets: [{ target: 'prod-s3', counts: { 'more-approvals': 1 } }],
        examples: {
          'more-approvals': [{ id: idOf(1), before: { approvals: 0 }, after: { approvals: 2, rules: [{ index: 0 }] } }],
        },
      },
    });
  });

  it('fails only if it is asked to', async () => {
    expect(await validated(LAXER, HISTORY)).toMatchObject({ code: 0 });
    expect(await validated(LAXER, HISTORY, '--fail-on', 'newly-allowed')).toMatchObject({ code: 0 });
    expect(await validated(LAXER, HISTORY, '--fail-on', 'newly-allowed,fewer-approvals')).toMatchObject({ code: 1 });
    expect(await validated(LAXER, HISTORY, '--fail-on', 'laxer')).toMatchObject({ code: 2 });
  });

  it('writes Markdown, to the summary of the job too', async () => {
    const { out, summary } = await validated(LAXER, HISTORY, '--markdown');

    expect(out).toContain('| fewer approvals | 1 |');
    expect(summary).toBe(`# before\n${out}`);
  });

  it('writes no words of a user as Markdown, HTML or a mention', () => {
    expect(literal('@team <b>*x*</b> | [a](www.example.com)\n`y`')).toBe(
      '<code>&#64;team &#60;b&#62;&#42;x&#42;&#60;&#47;b&#62; &#124; &#91;a&#93;&#40;www&#46;example&#46;com&#41; &#96;y&#96;</code>',
    );
    expect(literal('\u202E\u0000')).toBe('–');
  });

  it.each([
    ['a line that was cut off', `${HISTORY}{"at":"2030`, 'history.ndjson:6: is not JSON'],
    ['a line of another program', `{"event":"login"}\n${HISTORY}`, 'history.ndjson:1: has no "at"'],
    ['a request that begins twice', `${HISTORY}${HISTORY}`, 'begins request'],
    ['CSV', 'at,kind,by\n', 'CSV does not contain all facts'],
    ['an empty file', '\n', 'contains no request'],
    [
      'a changed fact',
      HISTORY.replace('"lapsesAt":"2', '"lapsesAt":"x'),
      'history.ndjson:1: has an invalid "fact.lapsesAt"',
    ],
  ])('refuses %s, and decides nothing', async (_, history, message) => {
    const { code, out, err, summary } = await validated(LAXER, history);

    expect([1, 2]).toContain(code);
    expect(`${out}${err}`).toContain(message);
    expect(summary).toBe('# before\n');
  });

  it('cannot determine a request that began before the history', async () => {
    const later = HISTORY.split('\n').slice(1).join('\n').split('\n').slice(1).join('\n');
    const { json } = await validated(BEFORE, later, '--json');

    expect(json()).toMatchObject({ replay: { counts: { undetermined: 1, unchanged: 1 } } });
  });
});
