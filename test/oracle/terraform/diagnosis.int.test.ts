import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generatedState } from './a-generated-state.ts';
import { applyChanges, callOfStep, diagnosed, firstRefused, played } from './a-played-state.ts';

/** More in a longer run: DIAGNOSES=2000. */
const numRuns = Number(process.env['DIAGNOSES'] ?? 60);

describe('the diagnosis of Terraform, compared with the local AWS', () => {
  it('stops at the call that AWS refuses first, and applying what it prints makes every call pass', async () => {
    const seen = { allowed: 0, denied: 0, notJudged: 0, fixed: 0 };
    await fc.assert(
      fc.asyncProperty(generatedState, async (world) => {
        const aws = await played(world);
        try {
          const diagnosis = await diagnosed(aws, world);
          const stop = diagnosis.steps.find(({ result }) => result !== 'allowed');
          seen[stop === undefined ? 'allowed' : stop.result === 'denied' ? 'denied' : 'notJudged'] += 1;
          if (stop?.result === 'not_judged') expect(diagnosis.findings.some(({ isDoubt }) => isDoubt)).toBe(true);
          else expect(await firstRefused(aws, world)).toBe(stop && callOfStep(stop));
          if (stop?.result !== 'denied') return;

          const isApplied = await applyChanges(aws, world, diagnosis);
          if (!isApplied) return;
          const again = await diagnosed(aws, world);
          const rest = again.findings.filter(({ severity }) => severity === 'error').map(({ what }) => what);
          expect({ rest, refused: await firstRefused(aws, world) }).toEqual({ rest: [], refused: undefined });
          seen.fixed += 1;
        } finally {
          await aws.close();
        }
      }),
      { numRuns },
    );
    if (process.env['DIAGNOSES']) process.stderr.write(`${JSON.stringify(seen)}\n`);
    expect(Math.min(seen.allowed, seen.denied, seen.fixed)).toBeGreaterThan(0);
  });
});
