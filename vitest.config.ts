import { defineConfig } from 'vitest/config';

/** Ends a hang. No test may fail because a machine is slow. */
const HANG_MS = 300_000;

/** One project a suffix: what a test needs is written in its name (docs/architecture.md). */
const project = (name: string) => ({
  test: {
    name,
    include: [`{test,local}/**/*.${name}.test.ts`],
    environment: 'node' as const,
    globalSetup: 'test/support/temporary-folder.ts',
    // Test files share a process: modules are loaded once, not once per file. A test restores what it changes in the process.
    isolate: false,
    testTimeout: HANG_MS,
    hookTimeout: HANG_MS,
  },
});

export default defineConfig({
  test: {
    projects: [project('unit'), project('int'), project('e2e')],
    reporters: ['default'],
    // Most tests wait for servers and programs of their own, so two at once are faster on two cores.
    maxWorkers: 2,
  },
});
