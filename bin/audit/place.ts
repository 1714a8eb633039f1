import { isAbsolute, join } from 'node:path';
import { createS3AuditShelf } from '../../functions/adapters/s3/audit-shelf.ts';
import { createS3AuditTrail } from '../../functions/adapters/s3/audit-trail.ts';
import { createS3Call } from '../../functions/adapters/s3/s3-call.ts';
import { send } from '../../functions/adapters/system/send.ts';
import { signed } from '../../functions/adapters/system/sign.ts';
import type { AuditShelf } from '../../functions/usecases/operating/inspect-ports.ts';
import type { AuditTrail } from '../../functions/usecases/ports.ts';
import { stsOf } from '../cli/aws-identity.ts';
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

const s3Place = async (option: string, text: string, settings: Settings, call: Call) => {
  const place = parseS3(option, text);
  // The SDK finds credentials and region: a profile, the environment, single sign-on.
  const { config } = stsOf(settings.connection, settings.keys);
  const environment = call.io.environment;
  const s3 = createS3Call({
    region: await config.region(),
    endpoint: settings.connection.endpoint ?? environment['AWS_ENDPOINT_URL_S3'] ?? environment['AWS_ENDPOINT_URL'],
    sign: async (request) => signed(request, await config.credentials(), call.io.clock.now()),
    send,
  });
  return { ...createS3AuditTrail({ call: s3, ...place }), ...createS3AuditShelf({ call: s3, ...place }) };
};

/** The location of records: `s3://…`, or a folder with a copy. */
export const openPlace = async (
  option: string,
  text: string,
  settings: Settings,
  call: Call,
): Promise<AuditTrail & AuditShelf> =>
  text.startsWith('s3:') ? s3Place(option, text, settings, call) : createFolder(pathOf(call, text));
