import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PREFIX } from '../read-settings.ts';
import { UsageError } from './command.ts';
import type { Io } from './io.ts';

/** The file that `cdk deploy` writes the outputs of the hub stack to. */
export const OUTPUTS_FILE = 'cdk.outputs.json';

/** The settings of a deployed hub, from the files that the deployment wrote. */
export interface Deployed {
  readonly table?: string;
  readonly queueUrl?: string;
  readonly region?: string;
  readonly externalId?: string;
  /** The name of the installation. */
  readonly hubName?: string;
  /** The URL that Slack calls. */
  readonly requestUrl?: string;
}

type Json = Readonly<Record<string, unknown>>;

const readJson = (path: string): Json => {
  if (!existsSync(path)) return {};
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Json;
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${(error as Error).message}`);
  }
};

const given = <Name extends string>(name: Name, value: unknown) =>
  (typeof value === 'string' && value !== '' ? { [name]: value } : {}) as { readonly [Key in Name]?: string };

/** The hub stack in an outputs file: the one with a table and a queue. */
const hubIn = (outputs: Json): Json =>
  (Object.values(outputs) as Json[]).find((stack) => 'TableName' in stack && 'QueueUrl' in stack) ?? {};

/** Reads the deployment files in the directory of the call, or else in the clone. Throws UsageError for invalid JSON. */
export const readDeployed = ({ cwd, root }: Pick<Io, 'cwd' | 'root'>): Deployed => {
  const folder = [cwd, root].find((one) => existsSync(join(one, OUTPUTS_FILE)));
  if (folder === undefined) return {};
  const { TableName, QueueUrl, SlackRequestUrl } = hubIn(readJson(join(folder, OUTPUTS_FILE)));
  const settings: Json = {
    ...(readJson(join(folder, 'cdk.json'))['context'] as Json | undefined),
    ...readJson(join(folder, 'cdk.context.json')),
  };
  const [, region] = /^https:\/\/sqs\.([a-z0-9-]+)\./.exec(String(QueueUrl)) ?? [];
  return {
    ...given('table', TableName),
    ...given('queueUrl', QueueUrl),
    ...given('requestUrl', SlackRequestUrl),
    ...given('region', region),
    ...given('externalId', settings[`${PREFIX}externalId`]),
    ...given('hubName', settings[`${PREFIX}name`]),
  };
};
