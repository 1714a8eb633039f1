import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const page = readFileSync(new URL('../../docs/assumptions.md', import.meta.url), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => /^\| [A-Z]\d+ \|/.test(line))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));

describe('docs/assumptions.md', () => {
  it('gives every assumption an id, a date, a reason, a consequence and a selftest step', () => {
    const incomplete = rows.filter(
      ([, since = '', ...cells]) =>
        !/^\d{4}-\d\d$/.test(since) ||
        cells.length !== 4 ||
        cells.some((cell) => cell === '') ||
        !/^(`[a-z-]+`|none: )/.test(cells[3] ?? ''),
    );

    expect(rows.length).toBeGreaterThan(30);
    expect(incomplete).toEqual([]);
    expect(new Set(rows.map(([id]) => id)).size).toBe(rows.length);
  });
});
