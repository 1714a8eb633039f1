import * as z from 'zod';
import { field } from './field.ts';
import { accountId, matching } from './schema-parts.ts';

const region = (description: string) =>
  field(matching(/^[a-z]{2}(?:-[a-z]+){1,3}-\d$/), 'an AWS region such as eu-central-1', description, 'eu-central-1');

const stateFields = {
  role: field(
    z.string(),
    'the name of a role of this bundle',
    'The role that the backend assumes to read, write and lock the state',
    'tf-state',
  ),
  bucket: field(
    matching(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
    'the name (not the ARN) of an S3 bucket',
    'The bucket of the state',
    'example-terraform-state',
  ),
  region: region('The region of the bucket'),
  keys: field(
    // No wildcards and no IAM variables: the printed policies name exactly these objects.
    z
      .array(matching(/^(?!\/)(?!.*\/\/)(?!.*\/$)[\w!.'()/:@=+, -]{1,900}$/))
      .min(1)
      .max(20),
    'a list of up to 20 paths in the bucket without * and ?, such as [ prod/app.tfstate ]',
    'The state files that users may access. The blocks that users get contain the first one',
    ['prod/app.tfstate'],
  ),
  kmsKey: field(
    matching(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]{1,64}$/).optional(),
    'the ARN of a KMS key, such as arn:aws:kms:eu-central-1:333333333333:key/0a1b2c3d-0000-4000-8000-000000000001',
    'The customer-managed key that encrypts the bucket',
    'arn:aws:kms:eu-central-1:333333333333:key/0a1b2c3d-0000-4000-8000-000000000001',
  ),
  account: field(
    accountId().optional(),
    'an AWS account id, 12 digits in quotes, such as "333333333333"',
    'The account of the bucket. Default: the account of the role',
    '333333333333',
  ),
};

/** The remote state of Terraform, and the role of the bundle that accesses it. */
export const terraformStateSchema = z.strictObject({
  ...stateFields,
  workspaces: field(
    // Terraform refuses the characters that a URL path would escape.
    z
      .array(matching(/^(?!default$)(?!\*+$)[\w.~*-]{1,90}$/))
      .min(1)
      .max(20)
      .optional(),
    'a list of up to 20 names of workspaces, or patterns with *, such as [ dev, "team-*" ]; neither default, which keys contain, nor * alone',
    'The workspaces whose states users may create, change and delete. In a pattern, * also matches /, as IAM defines it',
    ['dev', 'team-*'],
  ),
  lockTable: field(
    matching(/^[\w.-]{3,255}$/).optional(),
    'the name (not the ARN) of a DynamoDB table',
    'The DynamoDB table that locks the state for Terraform before 1.10. It is in the account of the role and the region of the bucket. Newer versions lock with the table and with a lock file',
    'terraform-locks',
  ),
});

/** States of others, for `terraform_remote_state`. */
export const terraformReadOnlySchema = z.strictObject({
  ...stateFields,
  role: field(z.string(), 'the name of a role of this bundle', 'The role that reads the states', 'tf-read'),
  keys: stateFields.keys.meta({ description: 'The state files that the configuration reads' }),
});

/** One `provider "aws"` and the role of the bundle that it assumes. */
export const terraformProviderSchema = z.strictObject({
  role: field(z.string(), 'the name of a role of this bundle', 'The role that this provider assumes', 'prod-deploy'),
  region: region('The region of the provider'),
  alias: field(
    matching(/^[A-Za-z_][\w-]{0,49}$/).optional(),
    'a Terraform name of letters, digits, _ and -, not beginning with a digit',
    'The alias of the provider in the configuration. One provider may have none',
    'dns',
  ),
});

/** The settings that Terraform needs to run with a bundle. */
export const terraformSchema = z.strictObject({
  state: terraformStateSchema.optional().meta({ description: 'The remote state in S3, and the role that accesses it' }),
  readOnly: field(
    z.array(terraformReadOnlySchema).min(1).max(10).optional(),
    'a list of 1 to 10 states such as { role: tf-read, bucket: states, region: eu-central-1, keys: [ net.tfstate ] }',
    'States that the configuration only reads, with terraform_remote_state',
  ),
  providers: field(
    z.array(terraformProviderSchema).min(1).max(20).optional(),
    'a list of 1 to 20 providers such as { role: prod-deploy, region: eu-central-1 }',
    'The AWS providers of the configuration, each with the role that it assumes',
  ),
});
