import { ListBucketsCommand, type S3Client } from '@aws-sdk/client-s3';
import { unreadText } from '../../core/text/cli/unread.ts';
import type { StateInspector } from '../../usecases/operating/inspect-ports.ts';
import { refused } from '../aws/sdk-refusal.ts';
import { readBucket } from './inspect-bucket.ts';
import { readObject, readOwner } from './inspect-object.ts';

/** Reads the bucket and the objects of a state, each part on its own. Changes nothing. */
export const createStateInspector = (
  clientOf: (account: string, region: string) => Promise<S3Client>,
  /** The account of the credentials that read an account. */
  callerAccount: (account: string) => Promise<string>,
): StateInspector => ({
  bucket: async ({ accountId, bucket, region }) => readBucket(await clientOf(accountId, region), accountId, bucket),

  object: async ({ accountId: account, bucket, region }, key) =>
    readObject(await clientOf(account, region), { account, bucket, key }, () => callerAccount(account)),

  owner: async ({ accountId: account, bucket, region }, key) =>
    readOwner(await clientOf(account, region), { account, bucket, key }),

  canonicalId: async (account, region) => {
    const action = 's3:ListAllMyBuckets';
    try {
      const found = await callerAccount(account);
      if (found !== account)
        return {
          kind: 'not_seen',
          why: unreadText.wrongAccount(account, found),
          fix: unreadText.passProfile(account, action),
          lacksCredentialsOf: account,
        };
      const { Owner } = await (await clientOf(account, region)).send(new ListBucketsCommand({}));
      return { kind: 'seen', value: Owner?.ID ?? '' };
    } catch (error) {
      return refused(action, account, error);
    }
  },
});
