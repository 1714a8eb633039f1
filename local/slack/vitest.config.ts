import { defineConfig } from 'vitest/config';

/** Ends a hang. No test may fail because a machine is slow. */
const HANG_MS = 300_000;

export default defineConfig({
  test: { include: ['**/*.test.ts'], testTimeout: HANG_MS, hookTimeout: HANG_MS, maxWorkers: 2 },
});
