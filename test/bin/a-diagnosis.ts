import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { s3As } from '@assume-bot/local-aws/testing/a-signed-fetch';
import { vi } from 'vitest';
import { aStack, type TestStack } from '../support/a-stack.ts';
import { aCliOf, type Cli, type Ran } from './a-cli.ts';

export const EXAMPLE = readFileSync(
  join(import.meta.dirname, '../../examples/terraform-remote-state/access.yaml'),
  'utf8',
);
export const STATE_ACCOUNT = '333333333333';
export const STATE_BUCKET = 'example-terraform-state';
/** The region of the bucket and its key. */
export const STATE_REGION = 'eu-central-1';
export const STATE_ROLE_ARN = `arn:aws:iam::${STATE_ACCOUNT}:role/tf-state`;
/** The accounts of the example, with the names of the catalog. */
const ACCOUNTS = {
  utils: '111111111111',
  prod: '222222222222',
  state: STATE_ACCOUNT,
  data: '444444444444',
  dns: '555555555555',
};

export interface DiagnosisStack {
  readonly stack: TestStack;
  readonly cli: Cli;
  /** Runs the diagnosis with a profile for each account, except those that are left out. */
  diagnose(options?: { readonly without?: readonly string[]; readonly more?: readonly string[] }): Promise<Ran>;
  /** Calls S3 as the root user of the account of the state. */
  asOwner: ReturnType<typeof s3As>;
}

/** The CLI of an operator who has a profile of the root user of each account of the example. */
export const aDiagnosisStack = async (catalog = EXAMPLE, now?: string): Promise<DiagnosisStack> => {
  const stack = await (now === undefined ? aStack(catalog) : aStack(catalog, now));
  const cli = aCliOf(stack);
  const file = join(mkdtempSync(join(tmpdir(), 'assume-bot-diagnose-')), 'credentials');
  const profiles = Object.entries(ACCOUNTS).map(([name, id]) => {
    const { accessKeyId, secretAccessKey } = stack.aws.rootCredentials(id);
    return `[${name}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
  });
  writeFileSync(file, profiles.join('\n'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', file);
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  cli.environment = { AWS_ENDPOINT_URL: stack.aws.url, AWS_SHARED_CREDENTIALS_FILE: file };
  writeFileSync(join(cli.directory, 'access.yaml'), catalog);
  return {
    stack,
    cli,
    asOwner: s3As(stack.aws, stack.aws.rootCredentials(STATE_ACCOUNT), STATE_REGION),
    diagnose: ({ without = [], more = [] } = {}) =>
      cli.run(
        'terraform',
        'diagnose',
        'terraform-prod',
        '--json',
        ...Object.keys(ACCOUNTS)
          .filter((name) => !without.includes(name))
          .flatMap((name) => ['--account-profile', `${name}=${name}`]),
        ...more,
      ),
  };
};
