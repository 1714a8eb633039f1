import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, it, onTestFinished } from 'vitest';
import { startProgram } from './testing/start-program.ts';

/** The example of the README. */
const [, seed = ''] = /```json\n(.*?)```/s.exec(readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')) ?? [];

it('serves the example of the README alone', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'local-aws-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 'seed.json');
  writeFileSync(file, seed);

  const endpoint = await startProgram('--seed', file);
  const settings = { endpoint, region: 'us-east-1', maxAttempts: 1 };
  const alice = { accessKeyId: 'AKIAALICEALICEALICE2', secretAccessKey: 'alice-secret' };
  const sts = new STSClient({ ...settings, credentials: alice });
  const role = { RoleArn: 'arn:aws:iam::222222222222:role/reader', RoleSessionName: 'alice' };
  const { Credentials: session } = await sts.send(new AssumeRoleCommand(role));
  const credentials = {
    accessKeyId: session?.AccessKeyId ?? '',
    secretAccessKey: session?.SecretAccessKey ?? '',
    sessionToken: session?.SessionToken ?? '',
  };
  const { Buckets = [] } = await new S3Client({ ...settings, credentials }).send(new ListBucketsCommand());

  expect(Buckets.map(({ Name }) => Name)).toEqual(['prod-logs']);
});
