import type { PolicyDocument } from '@assume-bot/local-aws/policy/document';
import { aClock, aLocalAws, PROD, UTILS } from '@assume-bot/local-aws/testing/a-local-aws';
import { BUCKET, STATE_KEY, STATE_ROLE, stateSeed } from '@assume-bot/local-aws/testing/a-state-bucket';
import type { LocalAws } from '@assume-bot/local-aws/types';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { parseRoleArn } from '../../functions/core/names.ts';
import { type StatePolicies, statePolicies } from '../../functions/core/terraform/state-policies.ts';
import type { PolicyDocument as Printed, Statement } from '../../functions/core/trust/documents.ts';

const KEY = 'env/app.tfstate';
const WORKSPACE = `env:/dev/${KEY}`;
const access = { roleArn: parseRoleArn(STATE_ROLE), bucket: BUCKET, keys: [KEY], kmsKey: STATE_KEY };
const ACCESSES = {
  'a state': { printed: statePolicies(access), objects: [KEY] },
  'a state with workspaces': { printed: statePolicies({ ...access, workspaces: ['dev'] }), objects: [KEY, WORKSPACE] },
} as const;

const policyOf = (document: Printed): PolicyDocument => document as unknown as PolicyDocument;

/** A local AWS in which the printed policies are all that admits the role of another account. */
const deployed = async ({ role, bucket, key }: StatePolicies): Promise<LocalAws> => {
  const owner = {
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::333333333333:root' },
    Action: 'kms:*',
    Resource: '*',
  };
  const keyPolicy = {
    Version: '2012-10-17',
    Statement: [owner, ...(key?.Statement ?? [])],
  } as unknown as PolicyDocument;
  const { aws } = await aLocalAws(
    { clock: aClock('2030-01-01T12:00:00Z') },
    stateSeed({ bucketPolicy: policyOf(bucket), keyPolicy }),
  );
  aws.editRole(STATE_ROLE, { inlinePolicies: { backend: policyOf(role) } });
  return aws;
};

const codeOf = (error: unknown): string => String((error as { readonly name?: string }).name);

/** The calls of the S3 backend in an apply, in a plan, and in "workspace delete". Returns the first refusal. */
const firstRefusal = async (aws: LocalAws, objects: readonly string[], role = STATE_ROLE): Promise<string> => {
  const credentials = aws.issueSession({ roleArn: role, sessionName: 'alice' });
  const s3 = new S3Client({ endpoint: aws.url, region: aws.region, credentials, forcePathStyle: true });
  const encryption = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: STATE_KEY } as const;
  const at = (Key: string) => ({ Bucket: BUCKET, Key });
  try {
    await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'env:/' }));
    for (const key of objects) {
      const isMissing = (error: unknown) => {
        if (codeOf(error) !== 'NotFound') throw error;
      };
      await s3.send(new HeadObjectCommand(at(key))).catch(isMissing);
      const lock = at(`${key}.tflock`);
      await s3.send(new PutObjectCommand({ ...lock, ...encryption, Body: '{}', IfNoneMatch: '*' }));
      await s3.send(new PutObjectCommand({ ...at(key), ...encryption, Body: '{}' }));
      await s3.send(new GetObjectCommand(at(key)));
      await s3.send(new GetObjectCommand(lock));
      await s3.send(new DeleteObjectCommand(lock));
      if (key !== KEY) await s3.send(new DeleteObjectCommand(at(key)));
    }
    return 'none';
  } catch (error) {
    return codeOf(error);
  } finally {
    s3.destroy();
  }
};

const actionsOf = ({ Action = [] }: Statement): readonly string[] => [Action].flat();

/** The printed policies without one action of one statement. */
const withoutEach = (printed: StatePolicies) =>
  (['role', 'bucket', 'key'] as const).flatMap((side) =>
    (printed[side]?.Statement ?? []).flatMap((statement, index) =>
      actionsOf(statement).map((action) => {
        const less = { ...statement, Action: actionsOf(statement).filter((one) => one !== action) };
        const Statement = (printed[side]?.Statement ?? [])
          .map((one, at) => (at === index ? less : one))
          .filter((one) => actionsOf(one).length > 0);
        return {
          name: `${action} of ${statement.Sid} (${side})`,
          less: { ...printed, [side]: { ...printed[side], Statement } },
        };
      }),
    ),
  );

describe.each(Object.entries(ACCESSES))('the printed policies for %s', (_, { printed, objects }) => {
  it('are enough for every call of Terraform', async () => {
    expect(await firstRefusal(await deployed(printed), objects)).toBe('none');
  });

  it('allow no action that Terraform does without', async () => {
    const needless: string[] = [];
    for (const { name, less } of withoutEach(printed))
      if ((await firstRefusal(await deployed(less), objects)) === 'none') needless.push(name);

    expect(withoutEach(printed).length).toBeGreaterThan(12);
    expect(needless).toEqual([]);
  });

  it('admit no other role, and open no other object', async () => {
    const aws = await deployed(printed);
    const roleArn = `arn:aws:iam::${PROD}:role/other`;
    const roles = [{ name: 'other', trustPolicy: trusting(), inlinePolicies: { backend: policyOf(printed.role) } }];
    aws.seed({ accounts: [{ id: PROD, roles }] });

    expect(await firstRefusal(aws, objects, roleArn)).toBe('AccessDenied');
    expect(await firstRefusal(aws, ['env/other.tfstate'])).not.toBe('none');
  });
});

const trusting = (): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${UTILS}:root` }, Action: 'sts:AssumeRole' }],
});
