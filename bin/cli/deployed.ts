import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SETTING_PREFIX } from '../../functions/contract.ts';
import { type Defined, defined } from '../../functions/core/defined.ts';
import { hubText } from '../../functions/core/text/cli/hub.ts';
import { UsageError } from './errors.ts';
import type { Io } from './io.ts';

/** The file that `cdk deploy` writes the outputs of the hub stack to. */
export const OUTPUTS_FILE = 'cdk.outputs.json';

/** The settings of a deployed hub, from the files that the deployment wrote. */
type Deployed = Defined<
  Record<
    'table' | 'queueUrl' | 'region' | 'externalId' | 'hubName' | 'requestUrl' | 'apiUrl' | 'auditBucket',
    string | undefined
  >
>;

type Json = Readonly<Record<string, unknown>>;

const readJson = (path: string): Json => {
  if (!existsSync(path)) return {};
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Json;
  } catch (error) {
    throw new UsageError(hubText.notJson(path, (error as Error).message));
  }
};

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** The hub stack in an outputs file: the one with a table and a queue. */
const hubIn = (outputs: Json): Json =>
  (Object.values(outputs) as Json[]).find((stack) => 'TableName' in stack && 'QueueUrl' in stack) ?? {};

/** Reads the deployment files in the directory of the call, or else in the clone. Throws UsageError for invalid JSON. */
export const readDeployed = ({ cwd, root }: Pick<Io, 'cwd' | 'root'>): Deployed => {
  const folder = [cwd, root].find((one) => existsSync(join(one, OUTPUTS_FILE)));
  if (folder === undefined) return {};
  const { TableName, QueueUrl, SlackRequestUrl, ApiUrl, AuditBucket } = hubIn(readJson(join(folder, OUTPUTS_FILE)));
  const settings: Json = {
    ...(readJson(join(folder, 'cdk.json'))['context'] as Json | undefined),
    ...readJson(join(folder, 'cdk.context.json')),
  };
  const [, region] = /^https:\/\/sqs\.([a-z0-9-]+)\./.exec(String(QueueUrl)) ?? [];
  return defined({
    table: text(TableName),
    queueUrl: text(QueueUrl),
    requestUrl: text(SlackRequestUrl),
    apiUrl: text(ApiUrl),
    auditBucket: text(AuditBucket),
    region,
    externalId: text(settings[`${SETTING_PREFIX}externalId`]),
    hubName: text(settings[`${SETTING_PREFIX}name`]),
  });
};
