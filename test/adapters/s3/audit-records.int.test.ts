import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalAws } from '@assume-bot/local-aws';
import { s3As } from '@assume-bot/local-aws/testing/a-signed-fetch';
import type { Credentials, LocalAws } from '@assume-bot/local-aws/types';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createFolder } from '../../../bin/audit/folder.ts';
import { createS3AuditReader } from '../../../functions/adapters/s3/audit-reader.ts';
import { createS3AuditTrail } from '../../../functions/adapters/s3/audit-trail.ts';
import { createS3Client } from '../../../functions/adapters/s3/client.ts';
import type { AuditReader } from '../../../functions/usecases/operating/inspect-ports.ts';
import type { AuditTrail } from '../../../functions/usecases/ports.ts';

const HUB = '999999999999';
const WORKER = `arn:aws:iam::${HUB}:role/worker`;
let aws: LocalAws;
let bucket: string;
let count = 0;

beforeAll(async () => {
  aws = await createLocalAws({ port: 0 });
});
afterAll(() => aws.close());
beforeEach(() => {
  count += 1;
  bucket = `audit-${count}`;
  const only = { Effect: 'Allow', Action: 's3:PutObject', Resource: `arn:aws:s3:::${bucket}/chains/*` } as const;
  aws.seed({
    accounts: [
      {
        id: HUB,
        buckets: [{ name: bucket, isLocked: true }],
        roles: [
          {
            name: 'worker',
            trustPolicy: {
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Principal: { AWS: HUB }, Action: 'sts:AssumeRole' }],
            },
          },
        ],
      },
    ],
  });
  aws.editRole(WORKER, { inlinePolicies: { only: { Version: '2012-10-17', Statement: [only] } } });
});

const clientAs = (credentials: Credentials, endpoint = aws.url) =>
  createS3Client({ credentials, connection: { endpoint, region: aws.region } });
const root = () => aws.rootCredentials(HUB);
const worker = () => aws.issueSession({ roleArn: WORKER, sessionName: 'one', durationSeconds: 3600 });

const places: readonly (readonly [string, () => AuditTrail & AuditReader])[] = [
  [
    'a bucket',
    () => ({
      ...createS3AuditTrail({ client: clientAs(root()), bucket }),
      ...createS3AuditReader({ client: clientAs(root()), bucket }),
    }),
  ],
  [
    'a bucket, under a prefix with signs in it',
    () => {
      const at = { client: clientAs(root()), bucket, prefix: "the bot's & more/" };
      return { ...createS3AuditTrail(at), ...createS3AuditReader(at) };
    },
  ],
  ['a folder', () => createFolder(mkdtempSync(join(tmpdir(), 'assume-bot-records-')))],
];

describe.each(places)('records in %s', (_, open) => {
  it('are written once and read back unchanged', async () => {
    const place = open();

    const outcomes = [await place.keep('chains/a/1.json', 'first "é"'), await place.keep('chains/a/1.json', 'second')];
    const [found] = await place.list('chains/');

    expect(outcomes).toEqual(['kept', 'there']);
    expect(found).toMatchObject({ key: 'chains/a/1.json', isHidden: false, versions: 1 });
    expect(found && (await place.read(found))).toBe('first "é"');
  });

  it('are listed by their prefix', async () => {
    const place = open();
    for (const key of ['chains/a/1.json', 'chains/b/1.json', 'other/x.json']) await place.keep(key, key);

    const keys = (await place.list('chains/')).map(({ key }) => key);

    expect(keys.toSorted()).toEqual(['chains/a/1.json', 'chains/b/1.json']);
  });

  it('are empty in a new place', async () => {
    expect(await open().list('chains/')).toEqual([]);
  });
});

describe('records in a bucket that locks', () => {
  const auditReader = () => createS3AuditReader({ client: clientAs(root()), bucket });
  const attack = () => s3As(aws, root());

  it('can be written with one permission, which does not allow reading, listing or deleting', async () => {
    const trail = createS3AuditTrail({ client: clientAs(worker()), bucket });

    expect(await trail.keep('chains/a/1.json', 'one')).toBe('kept');
    expect(await trail.keep('chains/a/1.json', 'one')).toBe('there');
    await expect(trail.keep('elsewhere/1.json', 'one')).rejects.toMatchObject({
      name: 'S3Fault',
      code: 'AccessDenied',
    });
    await expect(createS3AuditReader({ client: clientAs(worker()), bucket }).list('')).rejects.toThrow(/AccessDenied/);
    const asWorker = s3As(aws, worker());
    expect((await asWorker({ path: `/${bucket}/chains/a/1.json` })).status).toBe(403);
    expect((await asWorker({ method: 'DELETE', path: `/${bucket}/chains/a/1.json` })).status).toBe(403);
  });

  it('are read from the oldest version, even if they were overwritten or have a delete marker', async () => {
    const trail = createS3AuditTrail({ client: clientAs(root()), bucket });
    await trail.keep('chains/a/1.json', 'the truth');
    await attack()({ method: 'DELETE', path: `/${bucket}/chains/a/1.json` });
    const body = 'a lie';
    const headers = { 'content-md5': createHash('md5').update(body).digest('base64') };
    await attack()({ method: 'PUT', path: `/${bucket}/chains/a/1.json`, body, headers });

    const [found] = await auditReader().list('chains/');

    expect(found).toMatchObject({ isHidden: true, versions: 2 });
    expect(found && (await auditReader().read(found))).toBe('the truth');
  });

  it('cannot be deleted by version', async () => {
    await createS3AuditTrail({ client: clientAs(root()), bucket }).keep('chains/a/1.json', 'the truth');
    const [found] = await auditReader().list('chains/');

    const refused = await attack()({
      method: 'DELETE',
      path: `/${bucket}/chains/a/1.json?versionId=${found?.place}`,
    });

    expect([refused.status, refused.code]).toEqual([403, 'AccessDenied']);
    expect(found && (await auditReader().read(found))).toBe('the truth');
  });

  it('are listed completely if there is more than one page', async () => {
    const trail = createS3AuditTrail({ client: clientAs(root()), bucket });
    const keys = ['1', '2', '3', '4', '5'].map((n) => `chains/${n} & more.json`);
    for (const key of keys) await trail.keep(key, key);
    const client = clientAs(root());
    client.middlewareStack.add((next) => (args) => next({ ...args, input: { ...args.input, MaxKeys: 2 } as never }));

    expect((await createS3AuditReader({ client, bucket }).list('chains/')).map(({ key }) => key)).toEqual(keys);
  });

  it('are written again after a temporary fault of S3, and a permanent fault contains the reason', async () => {
    const trail = createS3AuditTrail({ client: clientAs(root()), bucket });
    const fail = (times: number) =>
      aws.faults.inject({ service: 's3', operation: 'PutObject', error: 'ServiceFailure', times } as never);

    fail(1);
    expect(await trail.keep('chains/a/1.json', 'one')).toBe('kept');
    fail(3);
    const fault = await trail.keep('chains/a/2.json', 'one').catch((error: unknown) => error);

    expect(String(fault)).toMatch(/^S3Fault: PUT s3:\/\/audit-\d+\/chains\/a\/2\.json: InternalError/);
  });

  it('fail with the reason if S3 does not answer or the bucket does not exist', async () => {
    const nowhere = clientAs(root(), 'http://127.0.0.1:9');
    const keepIn = (client: typeof nowhere, name: string) =>
      createS3AuditTrail({ client, bucket: name }).keep('k', 't');

    await expect(keepIn(nowhere, bucket)).rejects.toMatchObject({ code: 'NoAnswer', retryable: true });
    await expect(keepIn(clientAs(root()), 'no-such-bucket')).rejects.toMatchObject({ code: 'NoSuchBucket' });
  });
});
