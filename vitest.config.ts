import { defineConfig } from 'vitest/config';

/** One project a suffix: what a test needs is written in its name (docs/architecture.md). */
const project = (name: string, timeoutMs: number) => ({
  test: {
    name,
    include: [`test/**/*.${name}.test.ts`],
    environment: 'node' as const,
    testTimeout: timeoutMs,
    hookTimeout: timeoutMs,
  },
});

export default defineConfig({
  test: {
    projects: [project('unit', 10_000), project('int', 60_000), project('e2e', 180_000)],
    reporters: ['default'],
  },
});
