import type { PolicyDocument } from '@assume-bot/local-aws/policy/document';
import { DeleteBucketCommand, DeleteBucketPolicyCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { defined } from '../defined.ts';
import {
  arnIn,
  generatedName,
  type Physical,
  type Properties,
  type ResourceKind,
  type Task,
  text,
} from '../resource.ts';

const keyOf = ({ properties }: Task): string | undefined => {
  const { ServerSideEncryptionConfiguration: rules = [] } = (properties['BucketEncryption'] ?? {}) as Properties;
  const [rule] = rules as readonly Properties[];
  return (rule?.['ServerSideEncryptionByDefault'] as Properties | undefined)?.['KMSMasterKeyID'] as string | undefined;
};

const bucketAs = ({ place: { partition } }: Task, name: string): Physical => ({
  ref: name,
  attributes: { Arn: `arn:${partition}:s3:::${name}`, DomainName: `${name}.s3.amazonaws.com` },
});

/** A bucket, with Object Lock and its key. */
export const bucket: ResourceKind = {
  create: async (task) => {
    const name = String(task.properties['BucketName'] ?? generatedName(task).toLowerCase());
    const isLocked = task.properties['ObjectLockEnabled'] === true;
    const seed = { name, isLocked, ...defined({ kmsKeyArn: keyOf(task) }) };
    task.aws.seed({ accounts: [{ id: task.place.accountId, buckets: [seed] }] });
    return bucketAs(task, name);
  },
  update: async (task, { physical: { ref } }) => bucketAs(task, ref),
  remove: async ({ clients }, { ref: Bucket }) => {
    await clients.s3.send(new DeleteBucketCommand({ Bucket }));
  },
};

const putBucketPolicy = async (task: Task): Promise<Physical> => {
  const Policy = JSON.stringify(task.properties['PolicyDocument']);
  await task.clients.s3.send(new PutBucketPolicyCommand({ Bucket: text(task, 'Bucket'), Policy }));
  return { ref: text(task, 'Bucket'), attributes: {} };
};

/** The policy of a bucket. */
export const bucketPolicy: ResourceKind = {
  create: putBucketPolicy,
  update: putBucketPolicy,
  remove: async ({ clients }, { ref: Bucket }) => {
    await clients.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  },
};

const KEY_ID = '1a2b3c4d-5e6f-4a1b-8c2d-3e4f5a6b7c8d';

/** A customer managed key with its policy. Keys are never deleted at once, and here not at all. */
export const key: ResourceKind = {
  create: async (task) => {
    const arn = arnIn(task, 'kms', `key/${KEY_ID}`);
    const policy = task.properties['KeyPolicy'] as PolicyDocument;
    task.aws.seed({ accounts: [{ id: task.place.accountId, kmsKeys: [{ arn, policy }] }] });
    return { ref: KEY_ID, attributes: { Arn: arn, KeyId: KEY_ID } };
  },
  update: async (_, { physical }) => physical,
  remove: async () => {},
};
