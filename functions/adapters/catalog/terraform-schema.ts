import * as z from 'zod';
import { field } from './field.ts';
import { accountId, matching } from './schema-parts.ts';

const region = (description: string) =>
  field(matching(/^[a-z]{2}(?:-[a-z]+){1,3}-\d$/), 'an AWS region such as eu-central-1', description, 'eu-central-1');

/** The remote state of Terraform, and the role of the bundle that accesses it. */
export const terraformStateSchema = z.strictObject({
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
  providers: field(
    z.array(terraformProviderSchema).min(1).max(20).optional(),
    'a list of 1 to 20 providers such as { role: prod-deploy, region: eu-central-1 }',
    'The AWS providers of the configuration, each with the role that it assumes',
  ),
});
