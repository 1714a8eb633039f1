import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileCatalog } from '../../functions/adapters/catalog/compile.ts';
import { provePattern } from '../../functions/adapters/system/prove-pattern.ts';
import type { Role } from '../../functions/core/catalog/catalog.ts';
import { aCli } from './a-cli.ts';

const EXAMPLE = join(import.meta.dirname, '../../examples/company');
const CATALOG = join(EXAMPLE, 'access.yaml');

/** The lines of the table in the README, whose columns are a question and its answer. */
const questions = readFileSync(join(EXAMPLE, 'README.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| U0/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, user = '', groups = '', role = '', at = '', length = '', rule = '', result = '']) => ({
    ...{ user, groups, role, at, rule, result },
    for: length.replace(', emergency', ''),
    isEmergency: length.includes('emergency'),
  }));

interface Answer {
  readonly rule: number | null;
  readonly outcome: string;
  readonly approvals: number;
  readonly why?: string;
  readonly rules: readonly { readonly name?: string }[];
}

const resultOf = ({ outcome, approvals, why }: Answer): string => {
  if (outcome === 'refused') return `refused: ${why}`;
  return approvals === 0 ? 'no approval' : `${approvals} approval${approvals === 1 ? '' : 's'}`;
};

describe('the example of a company', () => {
  it.each(questions)('answers $user in $groups for $role at $at for $for as its README says', async (asked) => {
    const length = asked.for === '' ? [] : ['--for', asked.for];
    const emergency = asked.isEmergency ? ['--emergency'] : [];
    const options = ['--as', asked.user, '--groups', asked.groups, '--at', asked.at, ...length, ...emergency];

    const { out } = await aCli().run('explain', asked.role, '--catalog', CATALOG, ...options, '--json');
    const answer = JSON.parse(out) as Answer;

    expect([answer.rules[answer.rule ?? -1]?.name ?? '', resultOf(answer)]).toEqual([asked.rule, asked.result]);
  });

  it('has 40 roles in 6 accounts, with five rules and without warnings', () => {
    const compiled = compileCatalog(
      readFileSync(CATALOG, 'utf8'),
      provePattern,
      undefined,
      new Date('2026-12-01T00:00:00Z'),
    );
    if (compiled.kind === 'invalid') throw new Error(JSON.stringify(compiled.problems));
    const { catalog, warnings, written } = compiled;
    const roles = Object.values<Role>(catalog.roles);
    const shared = roles.filter(({ name }) => (written[name] ?? []).length === 5);
    const [first] = shared;

    expect(warnings).toEqual([]);
    expect([roles.length, catalog.accounts.length, questions.length]).toEqual([40, 6, 37]);
    expect(shared.map(({ name }) => written[name]?.map(({ line }) => line))).toEqual(
      Array(27).fill(written[first?.name ?? '']?.map(({ line }) => line)),
    );
  });
});
