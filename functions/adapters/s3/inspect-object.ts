import {
  GetObjectAclCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3';
import { defined } from '../../core/defined.ts';
import type { Seen, StateObject } from '../../core/terraform/diagnosis/facts.ts';
import { refusalOf, refused } from '../aws/sdk-refusal.ts';

/** The object of a state, and the account whose credentials read it. */
export interface ObjectPlace {
  readonly account: string;
  readonly bucket: string;
  readonly key: string;
}

const KEY_ARN = /arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+/;

const seen = <Value>(value: Value) => ({ kind: 'seen', value }) as const;

/** Reads something of an object. What AWS refuses becomes a fact. */
const read = async <Value>(action: string, account: string, call: () => Promise<Value>): Promise<Seen<Value>> => {
  try {
    return seen(await call());
  } catch (error) {
    return refused(action, account, error);
  }
};

const listOf = async (client: S3Client, { bucket: Bucket, key: Prefix }: ObjectPlace) => {
  const { Contents = [] } = await client.send(
    new ListObjectsV2Command({ Bucket, Prefix, FetchOwner: true, MaxKeys: 1 }),
  );
  return Contents.find(({ Key }) => Key === Prefix);
};

/** S3 refuses to read a missing object as it refuses an object, but a list tells the two apart. */
const isMissing = async (client: S3Client, place: ObjectPlace): Promise<boolean> => {
  try {
    return (await listOf(client, place)) === undefined;
  } catch {
    return false;
  }
};

type ReadObject = Pick<StateObject, 'object' | 'refusedTo'>;

/**
 * The error of GetObject has a body, which names the key that could not be used, or the policy that refused. The error of HeadObject
 * has none. Source: AWS, S3 User Guide, "Troubleshoot access denied (403 Forbidden) errors in Amazon S3".
 */
const fromRefusal = async (
  client: S3Client,
  { account, bucket, key }: ObjectPlace,
  callerAccount: () => Promise<string>,
): Promise<ReadObject> => {
  try {
    await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range: 'bytes=0-0' }));
    return { object: refused('s3:GetObject', account, new Error('HeadObject was refused, but GetObject was not')) };
  } catch (error) {
    const { message } = refusalOf(error);
    const kmsKey = /kms:/.test(message) ? KEY_ARN.exec(message)?.[0] : undefined;
    if (kmsKey !== undefined) return { object: seen({ kmsKey, hasBucketKey: 'unknown' }) };
    if (await isMissing(client, { account, bucket, key })) return { object: { kind: 'missing' } };
    const object = refused('s3:GetObject', account, error);
    return /^Access Denied\.?$/i.test(message) ? { object, refusedTo: await callerAccount() } : { object };
  }
};

/** The encryption of an object. */
export const readObject = async (
  client: S3Client,
  place: ObjectPlace,
  callerAccount: () => Promise<string>,
): Promise<ReadObject> => {
  try {
    const answer = await client.send(new HeadObjectCommand({ Bucket: place.bucket, Key: place.key }));
    const kmsKey = answer.ServerSideEncryption?.startsWith('aws:kms') ? answer.SSEKMSKeyId : undefined;
    return { object: seen({ hasBucketKey: answer.BucketKeyEnabled === true, ...defined({ kmsKey }) }) };
  } catch (error) {
    const { status } = refusalOf(error);
    if (status === 404) return { object: { kind: 'missing' } };
    if (status === 403) return fromRefusal(client, place, callerAccount);
    return { object: refused('s3:GetObject', place.account, error) };
  }
};

/** The owner of an object and its ACL. A list shows owners of objects that cannot be read. */
export const readOwner = async (client: S3Client, place: ObjectPlace): Promise<Pick<StateObject, 'owner' | 'acl'>> => {
  const { account, bucket: Bucket, key: Key } = place;
  const [owner, acl] = await Promise.all([
    read('s3:ListBucket', account, async () => {
      const id = (await listOf(client, place))?.Owner?.ID;
      if (id === undefined) throw new Error('the list names no owner');
      return id;
    }),
    read('s3:GetObjectAcl', account, async () => {
      const { Grants = [] } = await client.send(new GetObjectAclCommand({ Bucket, Key }));
      return Grants.map(({ Grantee, Permission = '' }) => ({
        grantee: Grantee?.ID ?? Grantee?.URI ?? '',
        permission: Permission as string,
      }));
    }),
  ]);
  return { owner, acl };
};
