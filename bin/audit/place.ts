import { isAbsolute, join } from 'node:path';
import { createS3AuditReader } from '../../functions/adapters/s3/audit-reader.ts';
import { createS3AuditTrail } from '../../functions/adapters/s3/audit-trail.ts';
import { createS3Client } from '../../functions/adapters/s3/client.ts';
import { defined } from '../../functions/core/defined.ts';
import type { AuditShelf } from '../../functions/usecases/operating/inspect-ports.ts';
import type { AuditTrail } from '../../functions/usecases/ports.ts';
import { type Call, UsageError } from '../cli/command.ts';
import type { Settings } from '../cli/settings.ts';
import { createFolder } from './folder.ts';

/** A path, relative to the directory of the call. */
export const pathOf = (call: Call, file: string): string => (isAbsolute(file) ? file : join(call.io.cwd, file));

/** Reads `s3://bucket` or `s3://bucket/some/prefix`. Throws UsageError. */
export const parseS3 = (option: string, text: string): { readonly bucket: string; readonly prefix: string } => {
  const [, bucket, prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(text) ?? [];
  if (bucket === undefined)
    throw new UsageError(`--${option} "${text}" is not an S3 location, such as s3://my-audit-bucket`);
  return { bucket, prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/` };
};

const s3Place = (option: string, text: string, { connection, keys }: Settings, { io }: Call) => {
  const endpoint = connection.endpoint ?? io.environment['AWS_ENDPOINT_URL_S3'] ?? io.environment['AWS_ENDPOINT_URL'];
  const client = createS3Client({
    connection: { ...connection, ...defined({ endpoint }) },
    ...defined({ credentials: keys }),
  });
  const place = { client, ...parseS3(option, text) };
  return { ...createS3AuditTrail(place), ...createS3AuditReader(place) };
};

/** The location of records: `s3://…`, or a folder with a copy. */
export const openPlace = async (
  option: string,
  text: string,
  settings: Settings,
  call: Call,
): Promise<AuditTrail & AuditShelf> =>
  text.startsWith('s3:') ? s3Place(option, text, settings, call) : createFolder(pathOf(call, text));
