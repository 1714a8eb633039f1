import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { StateVersion } from '../../functions/core/terraform/recovery.ts';
import { recoverCommandText as text } from '../../functions/core/text/cli/recover.ts';
import { UsageError } from '../cli/errors.ts';

const optional = z.string().nullish();
const assumed = z.object({ role_arn: optional, session_name: optional });

/** The part of the S3 backend that "terraform init" stores. Versions before 1.6 have the role beside the bucket. */
const s3Backend = z.object({
  bucket: z.string(),
  key: z.string(),
  region: optional,
  profile: optional,
  use_path_style: z.boolean().nullish(),
  workspace_key_prefix: optional,
  dynamodb_table: optional,
  endpoints: z.object({ s3: optional }).nullish(),
  assume_role: z.union([assumed, z.array(assumed).transform(([first]) => first)]).nullish(),
  role_arn: optional,
  session_name: optional,
});

const stored = z.object({ backend: z.object({ type: z.string(), config: z.unknown() }) });
const state = z.object({ lineage: z.string().min(1), serial: z.number().int().nonnegative() });

/** The backend of a Terraform folder, as "terraform init" left it. */
export interface BackendFolder {
  readonly bucket: string;
  /** The object of the selected workspace. */
  readonly key: string;
  readonly region?: string;
  readonly profile?: string;
  readonly endpoint?: string;
  readonly isPathStyle: boolean;
  readonly lockTable?: string;
  readonly role?: { readonly arn: string; readonly sessionName?: string };
}

/** The workspace that TF_WORKSPACE or "terraform workspace select" names. */
const workspaceOf = (folder: string, environment: Readonly<Record<string, string | undefined>>): string => {
  const path = join(folder, environment['TF_DATA_DIR'] || '.terraform', 'environment');
  return environment['TF_WORKSPACE'] || (existsSync(path) ? readFileSync(path, 'utf8').trim() : '') || 'default';
};

/** What "terraform init" stored. Throws UsageError if it stored no backend, or the file is damaged. */
const readBackend = (path: string): z.infer<typeof stored>['backend'] & { readonly s3?: z.infer<typeof s3Backend> } => {
  if (!existsSync(path)) throw new UsageError(text.notInitialized);
  try {
    const { backend } = stored.parse(JSON.parse(readFileSync(path, 'utf8')));
    return { ...backend, ...(backend.type === 's3' ? { s3: s3Backend.parse(backend.config) } : {}) };
  } catch (cause) {
    throw new UsageError(text.backendUnreadable, { cause });
  }
};

/** Reads the backend of a folder. Throws UsageError if the folder is not initialized, or its backend is not S3. */
export const readBackendFolder = (
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): BackendFolder => {
  const path = join(folder, environment['TF_DATA_DIR'] || '.terraform', 'terraform.tfstate');
  const { type, s3 } = readBackend(path);
  if (s3 === undefined) throw new UsageError(text.notS3(type));
  const { bucket, key, ...config } = s3;
  const workspace = workspaceOf(folder, environment);
  const arn = config.assume_role?.role_arn ?? config.role_arn;
  const sessionName = config.assume_role?.session_name ?? config.session_name;
  const endpoint = config.endpoints?.s3 || environment['AWS_ENDPOINT_URL_S3'] || environment['AWS_ENDPOINT_URL'];
  return {
    bucket,
    key: workspace === 'default' ? key : `${config.workspace_key_prefix || 'env:'}/${workspace}/${key}`,
    isPathStyle: config.use_path_style === true,
    ...(config.region ? { region: config.region } : {}),
    ...(config.profile ? { profile: config.profile } : {}),
    ...(endpoint ? { endpoint } : {}),
    ...(config.dynamodb_table ? { lockTable: config.dynamodb_table } : {}),
    ...(arn ? { role: { arn, ...(sessionName ? { sessionName } : {}) } } : {}),
  };
};

/** The lineage and serial of a state; undefined if the text is not a state. */
export const parseState = (body: string): StateVersion | undefined => {
  try {
    return state.parse(JSON.parse(body));
  } catch {
    return undefined;
  }
};
