import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { live } from './live.ts';
import { history } from './steps.ts';

/**
 * Random histories against an independent reading of docs/specification.md; with a fixed seed by default.
 * By hand, for more of them or another seed:
 * `HISTORIES=10000 HISTORIES_SEED=42 npx vitest run --project unit test/oracle/histories`
 */
const numRuns = Number(process.env['HISTORIES'] ?? 200);
const seed = Number(process.env['HISTORIES_SEED'] ?? 1);
/** Ends a hang; no history is judged by the time it takes. */
const TIMEOUT_MS = 60 * 60_000;

describe('any history of requests, reviews, ends, changes, damage, and workers that fail or stay away', () => {
  it(
    'lets a user act exactly when the specification says so',
    async () => {
      const found = await fc.check(
        fc.asyncProperty(history, async (steps) => (await live(steps)).wrong === undefined),
        { numRuns, seed },
      );

      if (found.counterexample === null) return;
      const [steps] = found.counterexample;
      expect({ seed: found.seed, error: found.errorInstance, ...(await live(steps)) }).toBe('right');
    },
    TIMEOUT_MS,
  );
});
