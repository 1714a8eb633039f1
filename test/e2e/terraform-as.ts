import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanEnvironment, run, runUntilAsked } from '@assume-bot/local-aws/testing/programs';
import type { Credentials, LocalAws } from '@assume-bot/local-aws/types';
import { onTestFinished } from 'vitest';
import { BACKEND_CONFIG_FILE } from '../../functions/core/terraform/backend.ts';

/** A resource that needs no provider. */
export const RESOURCE = `
variable "word" { default = "first" }
resource "terraform_data" "example" { input = var.word }
`;

/** The local S3 serves all buckets at one address. The rest of the configuration is unchanged. */
export const PATH_STYLE = '-backend-config=use_path_style=true';

export const aDirectory = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'assume-bot-terraform-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
};

/** Runs Terraform as one user, in that user's own directory. */
export const terraformAs = (aws: LocalAws, { accessKeyId, secretAccessKey, sessionToken }: Credentials) => {
  const cwd = aDirectory();
  const env = cleanEnvironment({
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
    AWS_ENDPOINT_URL_S3: aws.url,
    AWS_ENDPOINT_URL_STS: aws.url,
    AWS_ENDPOINT_URL_IAM: aws.url,
    AWS_ENDPOINT_URL_DYNAMODB: aws.url,
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
    TF_CLI_CONFIG_FILE: '/dev/null',
    HOME: cwd,
  });
  const terraform = (line: string) => run('terraform', [...line.split(' '), '-no-color'], { env, cwd });
  return {
    cwd,
    terraform,
    write: (name: string, text: string): void => writeFileSync(join(cwd, name), text),
    init: (...more: readonly string[]) => {
      const file = existsSync(join(cwd, BACKEND_CONFIG_FILE)) ? [`-backend-config=${BACKEND_CONFIG_FILE}`] : [];
      return terraform(['init -input=false', PATH_STYLE, ...file, ...more].join(' '));
    },
    apply: (word = 'first') => terraform(`apply -auto-approve -input=false -var=word=${word}`),
    applyUntilAsked: () => runUntilAsked('terraform', ['apply', '-no-color'], { env, cwd }, 'Enter a value:'),
  };
};
