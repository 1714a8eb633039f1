import type { LambdaName } from '../lambdas.ts';
import type { Bundle } from './bundle.ts';

interface Budget {
  readonly bytes: number;
  readonly zippedBytes: number;
  /** What must not be in the bundle, by path. */
  readonly without: readonly RegExp[];
}

const packages = (...names: readonly string[]): readonly RegExp[] =>
  names.map((name) => new RegExp(`/?node_modules/${name}/`));

const UNUSED_BY_ALL = [
  ...packages('express', 'undici', 'iconv-lite', 'jsonwebtoken', 'mime-db', '@slack/socket-mode', '@slack/oauth'),
  /\/zod\/v\d\/(classic|locales)\//,
  // A Lambda reads the compiled catalog (docs/decisions/0017).
  ...packages('yaml'),
  /functions\/adapters\/catalog\//,
];

const KB = 1000;

/** Every byte of a bundle is parsed at each cold start, and slack-events has three seconds to answer from there. */
export const BUDGETS: Readonly<Record<LambdaName, Budget>> = {
  'slack-events': {
    // Requests are folded from their facts here too, those of release 0.1.0 included.
    bytes: 280 * KB,
    zippedBytes: 90 * KB,
    // Clients of the SDK stand on @smithy/core: none of them may come (docs/decisions/0006).
    without: [...UNUSED_BY_ALL, ...packages('@aws-sdk/client-iam', '@aws-sdk/client-sts', '@smithy/core')],
  },
  reconcile: { bytes: 560 * KB, zippedBytes: 250 * KB, without: UNUSED_BY_ALL },
  sweep: {
    bytes: 460 * KB,
    zippedBytes: 250 * KB,
    without: [...UNUSED_BY_ALL, ...packages('@aws-sdk/client-iam', '@aws-sdk/client-sts', '@slack/bolt')],
  },
};

const weight = (what: string, bytes: number, limit: number): readonly string[] =>
  bytes <= limit ? [] : [`${what} has ${bytes} bytes and may have ${limit}`];

/** What a bundle has too much of, in words; nothing when it keeps its budget. */
export const overBudget = ({ lambda, bytes, zippedBytes, bytesByFile }: Bundle): readonly string[] => {
  const budget = BUDGETS[lambda];
  const strangers = Object.keys(bytesByFile).filter((path) => budget.without.some((pattern) => pattern.test(path)));
  return [
    ...weight(`${lambda}/index.mjs`, bytes, budget.bytes),
    ...weight(`the zip of ${lambda}`, zippedBytes, budget.zippedBytes),
    ...strangers.map((path) => `${path} must not be in the bundle of ${lambda}`),
  ];
};
