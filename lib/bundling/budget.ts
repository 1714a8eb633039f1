import type { LambdaName } from '../lambdas.ts';
import type { Bundle } from './bundle.ts';

interface Budget {
  readonly bytes: number;
  readonly zippedBytes: number;
  /** Paths that must not be in the bundle. */
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

/** Each cold start parses every byte of a bundle, and slack-events must answer within three seconds. */
export const BUDGETS: Readonly<Record<LambdaName, Budget>> = {
  'slack-events': {
    // Requests are folded from their facts here too, those of release 0.1.0 included.
    bytes: 280 * KB,
    zippedBytes: 97 * KB,
    // All SDK clients depend on @smithy/core, and none of them is allowed (docs/decisions/0006).
    without: [...UNUSED_BY_ALL, ...packages('@aws-sdk/client-iam', '@aws-sdk/client-sts', '@smithy/core')],
  },
  // Like slack-events, but without Slack.
  api: {
    bytes: 220 * KB,
    zippedBytes: 80 * KB,
    without: [
      ...UNUSED_BY_ALL,
      ...packages('@slack/bolt', '@slack/web-api', '@aws-sdk/client-iam', '@aws-sdk/client-sts', '@smithy/core'),
    ],
  },
  // It reads tickets and decides on delegations, too.
  reconcile: { bytes: 840 * KB, zippedBytes: 256 * KB, without: UNUSED_BY_ALL },
  sweep: {
    bytes: 500 * KB,
    zippedBytes: 250 * KB,
    without: [...UNUSED_BY_ALL, ...packages('@aws-sdk/client-iam', '@aws-sdk/client-sts', '@slack/bolt')],
  },
};

const weight = (what: string, bytes: number, limit: number): readonly string[] =>
  bytes <= limit ? [] : [`${what} has ${bytes} bytes; the limit is ${limit}`];

/** The ways in which a bundle exceeds its budget; empty if it does not. */
export const overBudget = ({ lambda, bytes, zippedBytes, bytesByFile }: Bundle): readonly string[] => {
  const budget = BUDGETS[lambda];
  const strangers = Object.keys(bytesByFile).filter((path) => budget.without.some((pattern) => pattern.test(path)));
  return [
    ...weight(`${lambda}/index.mjs`, bytes, budget.bytes),
    ...weight(`the zip of ${lambda}`, zippedBytes, budget.zippedBytes),
    ...strangers.map((path) => `${path} must not be in the bundle of ${lambda}`),
  ];
};
