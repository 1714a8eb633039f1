import { describe, expect, it } from 'vitest';
import { overBudget } from '../../../lib/bundling/budget.ts';

const small = { lambda: 'slack-events', folder: 'dist', bytes: 1000, zippedBytes: 500, bytesByFile: {} } as const;

describe('the budget of a bundle', () => {
  it('accepts a small bundle without forbidden modules', () => {
    expect(overBudget(small)).toEqual([]);
  });

  it('reports files that are too large and modules that must not be in the bundle', () => {
    const problems = overBudget({
      ...small,
      bytes: 280_001,
      zippedBytes: 97_001,
      bytesByFile: {
        'node_modules/express/lib/express.js': 1,
        'node_modules/@slack/bolt/node_modules/undici/index.js': 1,
        'node_modules/zod/v4/locales/en.js': 1,
        'node_modules/@aws-sdk/client-iam/dist-es/IAMClient.js': 1,
        'functions/core/express.ts': 1,
      },
    });

    expect(problems).toEqual([
      'slack-events/index.mjs has 280001 bytes; the limit is 280000',
      'the zip of slack-events has 97001 bytes; the limit is 97000',
      'node_modules/express/lib/express.js must not be in the bundle of slack-events',
      'node_modules/@slack/bolt/node_modules/undici/index.js must not be in the bundle of slack-events',
      'node_modules/zod/v4/locales/en.js must not be in the bundle of slack-events',
      'node_modules/@aws-sdk/client-iam/dist-es/IAMClient.js must not be in the bundle of slack-events',
    ]);
  });
});
