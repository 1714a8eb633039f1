import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Seed } from './seed-types.ts';
import { createLocalAws } from './server.ts';

const HELP = `Serves AWS (IAM, STS, S3, SQS, DynamoDB) on loopback.

  --port N        default 4566; 0 selects a free port
  --seed FILE     JSON with accounts, users, roles and buckets (README.md)
  --state DIR     keeps all state in a directory; default: in memory
  --region NAME   default us-east-1
`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4566' },
    seed: { type: 'string' },
    state: { type: 'string' },
    region: { type: 'string', default: 'us-east-1' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}

const aws = await createLocalAws({
  port: Number(values.port),
  region: values.region,
  ...(values.state === undefined ? {} : { statePath: values.state }),
});
if (values.seed !== undefined) aws.seed(JSON.parse(readFileSync(values.seed, 'utf8')) as Seed);
process.stdout.write(`The local AWS is listening at ${aws.url}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => aws.close().then(() => process.exit(0)));
