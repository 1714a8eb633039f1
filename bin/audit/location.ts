import { createS3AuditReader } from '../../functions/adapters/s3/audit-reader.ts';
import { createS3AuditTrail } from '../../functions/adapters/s3/audit-trail.ts';
import { createS3Client } from '../../functions/adapters/s3/client.ts';
import { defined } from '../../functions/core/defined.ts';
import { auditExportText } from '../../functions/core/text/cli/audit.ts';
import type { AuditReader } from '../../functions/usecases/operating/inspect-ports.ts';
import type { AuditTrail } from '../../functions/usecases/ports.ts';
import { UsageError } from '../cli/errors.ts';
import { pathIn } from '../cli/files.ts';
import type { Settings } from '../cli/hub-settings.ts';
import type { Io } from '../cli/io.ts';
import { createFolder } from './folder.ts';

/** Reads `s3://bucket` or `s3://bucket/some/prefix`. Throws UsageError. */
export const parseS3 = (option: string, text: string): { readonly bucket: string; readonly prefix: string } => {
  const [, bucket, prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(text) ?? [];
  if (bucket === undefined) throw new UsageError(auditExportText.notALocation(option, text));
  return { bucket, prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/` };
};

const s3Location = (option: string, text: string, { connection, keys }: Settings, { environment }: Io) => {
  const endpoint = connection.endpoint ?? environment['AWS_ENDPOINT_URL_S3'] ?? environment['AWS_ENDPOINT_URL'];
  const client = createS3Client({
    connection: { ...connection, ...defined({ endpoint }) },
    ...defined({ credentials: keys }),
  });
  const location = { client, ...parseS3(option, text) };
  return { ...createS3AuditTrail(location), ...createS3AuditReader(location) };
};

/** The location of records: `s3://…`, or a folder with a copy. */
export const openLocation = (option: string, text: string, settings: Settings, io: Io): AuditTrail & AuditReader =>
  text.startsWith('s3:') ? s3Location(option, text, settings, io) : createFolder(pathIn(io, text));
