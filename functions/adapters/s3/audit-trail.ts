import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { AuditTrail } from '../../usecases/ports.ts';
import { type Bucket, callS3 } from './client.ts';

/** Writes audit records to a bucket. A record is never overwritten. Requires only s3:PutObject. */
export const createS3AuditTrail = ({ client, bucket, prefix = '' }: Bucket): AuditTrail => ({
  keep: async (name, text) => {
    const Key = `${prefix}${name}`;
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key,
      Body: text,
      ContentType: 'application/json',
      IfNoneMatch: '*',
      // A bucket with object lock refuses writes without a checksum.
      ChecksumAlgorithm: 'SHA256',
    });
    const written = await callS3(`PUT s3://${bucket}/${Key}`, () => client.send(command), ['PreconditionFailed']);
    return written === undefined ? 'there' : 'kept';
  },
});
