import type { Terraform, TerraformProvider, TerraformState } from '../catalog/catalog.ts';
import { defined } from '../defined.ts';
import type { AccessName, RoleArn, SessionName } from '../names.ts';
import { type HclArguments, hclArguments, hclString } from './hcl.ts';

/** A role as one user assumes it. */
export interface AssumedRole {
  readonly arn: RoleArn;
  /** Part of every block, because IAM refuses any other. */
  readonly sessionName: SessionName;
}

/** The backend settings for `terraform init -backend-config`. */
export const BACKEND_CONFIG_FILE = 'assume-bot.s3.tfbackend';

const assumeRole = ({ arn, sessionName }: AssumedRole) => ({ role_arn: arn, session_name: sessionName });

/** Arguments of the S3 backend (https://developer.hashicorp.com/terraform/language/backend/s3). */
const backendArguments = (state: TerraformState, role: AssumedRole, key: string): HclArguments => ({
  bucket: state.bucket,
  key,
  region: state.region,
  encrypt: true,
  kms_key_id: state.kmsKey,
  use_lockfile: true,
  assume_role: assumeRole(role),
});

const firstKey = ({ keys }: TerraformState): string => keys[0] ?? '';

/**
 * The `backend "s3"` block of a person: the state is opened through the state role, before any provider assumes
 * anything.
 */
export const backendBlock = (state: TerraformState, role: AssumedRole, key = firstKey(state)): string =>
  ['terraform {', '  backend "s3" {', ...hclArguments(backendArguments(state, role, key), '    '), '  }', '}'].join(
    '\n',
  );

/** The same as a file for `terraform init -backend-config=…`, beside an empty `backend "s3" {}` in the code. */
export const backendConfigFile = (state: TerraformState, role: AssumedRole, key = firstKey(state)): string =>
  hclArguments(backendArguments(state, role, key)).join('\n');

/** One `provider "aws"` block. */
export const providerBlock = ({ region, alias }: TerraformProvider, role: AssumedRole): string =>
  [
    'provider "aws" {',
    ...hclArguments({ alias, region }, '  '),
    '',
    '  assume_role {',
    ...hclArguments(assumeRole(role), '    '),
    '  }',
    '}',
  ].join('\n');

/** The Terraform configuration for one user. */
export interface TerraformBlocks {
  readonly state?: {
    readonly backend: string;
    readonly backendConfig: string;
    /** States the role opens besides the one in the block. */
    readonly otherKeys: readonly string[];
  };
  readonly providers: readonly string[];
}

/** The blocks of a bundle for one person. What assumes a role that they do not hold is left out. */
export const terraformBlocks = (
  { state, providers }: Terraform,
  held: ReadonlyMap<AccessName, RoleArn>,
  sessionName: SessionName,
): TerraformBlocks => {
  /** One block, unless the user does not hold its role. */
  const blockOf = <Block>(name: AccessName, make: (role: AssumedRole) => Block): Block | undefined => {
    const arn = held.get(name);
    return arn && make({ arn, sessionName });
  };
  const opened =
    state &&
    blockOf(state.role, (role) => ({
      backend: backendBlock(state, role),
      backendConfig: backendConfigFile(state, role),
      otherKeys: state.keys.slice(1),
    }));
  return {
    ...defined({ state: opened }),
    providers: providers.flatMap((provider) => blockOf(provider.role, (role) => providerBlock(provider, role)) ?? []),
  };
};

/** How another state of the same backend is opened. */
export const otherKeyOption = (key: string): string => `-backend-config=${hclString(`key=${key}`)}`;
