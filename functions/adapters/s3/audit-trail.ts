import { createHash } from 'node:crypto';
import type { AuditTrail } from '../../usecases/ports.ts';
import type { createS3Call } from './s3-call.ts';

/** Writes records into a bucket, each once: a key that is there is left as it is. It takes no permission but s3:PutObject. */
export const createS3AuditTrail = ({
  call,
  bucket,
  prefix = '',
}: {
  readonly call: ReturnType<typeof createS3Call>;
  readonly bucket: string;
  /** Empty, or ending with a slash. */
  readonly prefix?: string;
}): AuditTrail => ({
  keep: async (key, text) => {
    const { status } = await call({
      method: 'PUT',
      bucket,
      key: `${prefix}${key}`,
      headers: {
        'content-type': 'application/json',
        'if-none-match': '*',
        // A bucket that locks what is written asks for it.
        'x-amz-checksum-sha256': createHash('sha256').update(text).digest('base64'),
      },
      body: text,
    });
    return status === 412 ? 'there' : 'kept';
  },
});
