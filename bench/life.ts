import { readFileSync } from 'node:fs';
import { aStack } from '../test/support/a-stack.ts';

/** Counts the calls of one request from the command to the cleanup, and prints a table. Counts are stable; times are not measured. */
const EXAMPLE = readFileSync(new URL('../examples/access.yaml', import.meta.url), 'utf8');
const SERVICES = ['dynamodb', 'sqs', 'iam', 'sts', 'slack'] as const;
type Counts = Record<(typeof SERVICES)[number], number>;

const READS = /^(Get|Query|BatchGet|Scan)/;
const stack = await aStack(EXAMPLE);
let reads = 0;
const rows: { readonly step: string; readonly counts: Counts; readonly writes: number }[] = [];

const measure = async (step: string, act: () => Promise<unknown>): Promise<void> => {
  stack.aws.resetCalls();
  stack.slack.forgetCalls();
  await act();
  const calls = stack.aws.calls();
  const count = (service: string) => calls.filter((call) => call.service === service).length;
  const dynamodb = calls.filter((call) => call.service === 'dynamodb');
  reads += dynamodb.filter(({ operation }) => READS.test(operation)).length;
  rows.push({
    step,
    writes: dynamodb.filter(({ operation }) => !READS.test(operation)).length,
    counts: {
      dynamodb: dynamodb.length,
      sqs: count('sqs'),
      iam: count('iam'),
      sts: count('sts'),
      slack: stack.slack.calls().length,
    },
  });
};

// One request before the measured one, so that connections, caches and the directory are warm.
await stack.grant('U0ALICE', 'prod-s3 1m warm-up');
stack.clock.advance({ minutes: 70 });
await stack.sweep();
await stack.sweep();

await stack.command('U0RANDOM', 'list');

await measure('answer to /assume', () => stack.command('U0RANDOM', 'prod-s3 30m INC-42'));
await measure('request: check, card, direct message', () => stack.settle());
const card = stack.slack.messages('C0APPROVALS').at(-1);
if (card === undefined) throw new Error('no card was posted');
await measure('answer to Approve', () =>
  stack.slack.as('U0BOB').press({ channel: 'C0APPROVALS', ts: card.ts, actionId: 'approve' }),
);
await measure('grant: check, IAM, read back, notify', () => stack.settle());
stack.clock.advance({ minutes: 30 });
await measure('end: sweep, IAM, notify', () => stack.sweep());
stack.clock.advance({ minutes: 66 });
await measure('cleanup: sweep, guard removed', () => stack.sweep());
stack.clock.advance({ minutes: 1 });
await measure('a sweep with nothing to do', () => stack.sweep());
await stack.close();

const total = (service: (typeof SERVICES)[number]) =>
  rows.slice(0, -1).reduce((sum, { counts }) => sum + counts[service], 0);
const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |\n`;
process.stdout.write(line(['step', 'DynamoDB', 'of which writes', 'SQS', 'IAM', 'STS', 'Slack']));
process.stdout.write(line(['---', '---', '---', '---', '---', '---', '---']));
for (const { step, counts, writes } of rows) {
  process.stdout.write(line([step, counts.dynamodb, writes, counts.sqs, counts.iam, counts.sts, counts.slack]));
}
const writes = rows.slice(0, -1).reduce((sum, row) => sum + row.writes, 0);
process.stdout.write(
  line(['**total**', total('dynamodb'), writes, total('sqs'), total('iam'), total('sts'), total('slack')]),
);
process.stdout.write(`\n${reads} DynamoDB reads in total, including the sweep with nothing to do.\n`);
process.exit(0);
