import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runHistory } from './run-history.ts';
import { history } from './steps.ts';

/**
 * Compares random histories with an independent implementation of docs/specification.md. The default seed is fixed.
 * To run more histories, or another seed:
 * `HISTORIES=10000 HISTORIES_SEED=42 npx vitest run --project unit test/oracle/histories`
 */
const numRuns = Number(process.env['HISTORIES'] ?? 150);
const seed = Number(process.env['HISTORIES_SEED'] ?? 1);
/** Only ends a hang. */
const TIMEOUT_MS = 60 * 60_000;

describe('random histories of requests, reviews, ends, changes and damage, with failed or missing worker runs', () => {
  it(
    'allow a user to act exactly when the specification does',
    async () => {
      const found = await fc.check(
        fc.asyncProperty(history, async (steps) => (await runHistory(steps)).wrong === undefined),
        { numRuns, seed },
      );

      if (found.counterexample === null) return;
      const [steps] = found.counterexample;
      expect({ seed: found.seed, error: found.errorInstance, ...(await runHistory(steps)) }).toBe('no difference');
    },
    TIMEOUT_MS,
  );
});
