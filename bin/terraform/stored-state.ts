import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { defined } from '../../functions/core/defined.ts';
import type { StateLock } from '../../functions/core/terraform/recovery.ts';
import { recoverCommandText as text } from '../../functions/core/text/cli/recover.ts';
import { type Keys, stsOf, tryAssume } from '../cli/aws-identity.ts';
import { Refused, Unreachable } from '../cli/errors.ts';
import type { RoleUser } from '../cli/role-user.ts';
import type { BackendFolder } from './backend-folder.ts';

const lockInfo = z.object({ ID: z.string().min(1), Who: z.string(), Operation: z.string(), Created: z.iso.datetime() });

/** The stored object, and what identifies this version of it. */
export interface StoredObject {
  readonly key: string;
  readonly body: string;
  readonly etag: string;
  readonly writtenAt: Date;
}

const parseLock = (body: string, key: string): StateLock => {
  try {
    const { ID, Who, Operation, Created } = lockInfo.parse(JSON.parse(body));
    return { id: ID, who: Who, operation: Operation, createdAt: new Date(Created) };
  } catch (cause) {
    throw new Refused(text.notALock(key), { cause });
  }
};

/** A denied call means that the access has ended. Every other error means that AWS could not be reached. */
const explained =
  (bundle: string) =>
  (error: Error): never => {
    if (/AccessDenied|Forbidden|ExpiredToken|^403$/.test(error.name))
      throw new Refused(text.noAccess(bundle, error.message));
    throw new Unreachable(error.message, { cause: error });
  };

/** Reads the state and its lock as Terraform does: with a session of the state role, under the session name of the backend. */
export const openStoredState = async (backend: BackendFolder, user: RoleUser, bundle: string) => {
  const sessionOf = async (): Promise<Keys | undefined> => {
    if (backend.role === undefined) return user.keys;
    const sts = stsOf(user.connection, user.keys);
    const tried = await tryAssume(sts, {
      roleArn: backend.role.arn,
      sessionName: backend.role.sessionName ?? 'assume-bot-recover',
    });
    if (tried.kind === 'denied') throw new Refused(text.noAccess(bundle, tried.why));
    return tried.session;
  };
  const keys = await sessionOf();
  const endpoint = backend.endpoint ?? user.connection.endpoint;
  const options = {
    ...defined({ region: backend.region ?? user.connection.region }),
    ...(keys === undefined ? {} : { credentials: keys }),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
  const s3 = new S3Client({ ...options, forcePathStyle: backend.isPathStyle || endpoint !== undefined });
  const object = async (Key: string): Promise<StoredObject | undefined> => {
    try {
      const { Body, ETag = '', LastModified } = await s3.send(new GetObjectCommand({ Bucket: backend.bucket, Key }));
      return {
        key: Key,
        body: (await Body?.transformToString()) ?? '',
        etag: ETag,
        writtenAt: LastModified ?? new Date(0),
      };
    } catch (error) {
      return (error as Error).name === 'NoSuchKey' ? undefined : explained(bundle)(error as Error);
    }
  };
  /** Terraform stores the lock as the attribute `Info` of the item `BUCKET/KEY`. */
  const lockItem = async (table: string): Promise<string | undefined> => {
    // An endpoint of S3 alone is not one of DynamoDB.
    const { endpoint: _, ...others } = options;
    const { endpoint: everything } = user.connection;
    const dynamodb = new DynamoDBClient({ ...others, ...(everything === undefined ? {} : { endpoint: everything }) });
    const LockID = { S: `${backend.bucket}/${backend.key}` };
    const { Item } = await dynamodb
      .send(new GetItemCommand({ TableName: table, Key: { LockID }, ConsistentRead: true }))
      .catch(explained(bundle));
    return Item?.['Info']?.S;
  };
  return {
    state: () => object(backend.key),
    /** Where both kinds of lock are configured, Terraform takes both under one ID. */
    lock: async (): Promise<StateLock | undefined> => {
      const key = `${backend.key}.tflock`;
      const body = (await object(key))?.body;
      if (body !== undefined) return parseLock(body, key);
      const item = backend.lockTable === undefined ? undefined : await lockItem(backend.lockTable);
      return item === undefined ? undefined : parseLock(item, `${backend.bucket}/${backend.key}`);
    },
  };
};
