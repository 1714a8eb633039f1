import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { STEPS } from '../../functions/usecases/operating/assumptions/steps.ts';

const page = readFileSync(new URL('../../docs/assumptions.md', import.meta.url), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => /^\| [A-Z]\d+ \|/.test(line))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));
const entries = rows.map((cells) => ({ id: cells[0] ?? '', proof: cells[5] ?? '' }));

describe('docs/assumptions.md', () => {
  it('gives every assumption an id, a date, a reason, a consequence and a way to check it', () => {
    const incomplete = rows.filter(
      ([, since = '', ...cells]) =>
        !/^\d{4}-\d\d$/.test(since) || cells.length !== 4 || cells.some((cell) => cell === ''),
    );

    expect(rows.length).toBeGreaterThan(35);
    expect(incomplete).toEqual([]);
    expect(new Set(rows.map(([id]) => id)).size).toBe(rows.length);
  });

  it('names steps that exist, and every step of selftest belongs to the entry that names it', () => {
    const named = entries.flatMap(({ id, proof }) =>
      [...proof.matchAll(/`([\w-]+)`/g)].map(([, step = '']) => [id, step]),
    );
    const existing = Object.entries(STEPS).map(([step, { entry }]) => [entry, step]);

    expect(named.toSorted()).toEqual(existing.toSorted());
  });

  it('has the steps to look by hand for every entry that a command cannot show', () => {
    const unproved = entries.filter(({ proof }) => !/`[\w-]+`|\[by hand\]/.test(proof));
    const byHand = entries.filter(({ proof }) => proof.includes('[by hand]'));
    const missing = byHand.filter(({ id, proof }) => {
      const section = page.split(`\n### ${id}\n`)[1]?.split(/\n##/)[0] ?? '';
      return !proof.includes(`[by hand](#${id.toLowerCase()})`) || !/^1\. /m.test(section);
    });

    expect(unproved).toEqual([]);
    expect(byHand.length).toBeGreaterThan(0);
    expect(missing).toEqual([]);
  });
});
