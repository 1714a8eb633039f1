import {
  GetObjectAclCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3';
import { defined } from '../../core/defined.ts';
import type { Found, ObjectFacts, Seen, StateObject } from '../../core/terraform/diagnosis/facts.ts';
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

/** The error of GetObject has a body, which names the key that could not be used. The error of HeadObject has none. */
const keyInRefusal = async (client: S3Client, { account, bucket, key }: ObjectPlace): Promise<Found<ObjectFacts>> => {
  try {
    await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range: 'bytes=0-0' }));
    return refused('s3:GetObject', account, new Error('HeadObject was refused, but GetObject was not'));
  } catch (error) {
    const { message } = refusalOf(error);
    const kmsKey = /kms:/.test(message) ? KEY_ARN.exec(message)?.[0] : undefined;
    return kmsKey === undefined ? refused('s3:GetObject', account, error) : seen({ kmsKey, hasBucketKey: 'unknown' });
  }
};

/** The encryption of an object. */
export const readObject = async (client: S3Client, place: ObjectPlace): Promise<Found<ObjectFacts>> => {
  try {
    const answer = await client.send(new HeadObjectCommand({ Bucket: place.bucket, Key: place.key }));
    const kmsKey = answer.ServerSideEncryption?.startsWith('aws:kms') ? answer.SSEKMSKeyId : undefined;
    return seen({ hasBucketKey: answer.BucketKeyEnabled === true, ...defined({ kmsKey }) });
  } catch (error) {
    const { status } = refusalOf(error);
    if (status === 404) return { kind: 'missing' };
    return status === 403 ? keyInRefusal(client, place) : refused('s3:GetObject', place.account, error);
  }
};

/** The owner of an object and its ACL. A list shows owners of objects that cannot be read. */
export const readOwner = async (
  client: S3Client,
  { account, bucket: Bucket, key: Key }: ObjectPlace,
): Promise<Pick<StateObject, 'owner' | 'acl'>> => {
  const [owner, acl] = await Promise.all([
    read('s3:ListBucket', account, async () => {
      const listed = new ListObjectsV2Command({ Bucket, Prefix: Key, FetchOwner: true, MaxKeys: 10 });
      const { Contents = [] } = await client.send(listed);
      return Contents.find((one) => one.Key === Key)?.Owner?.ID ?? '';
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
