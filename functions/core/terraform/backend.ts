import type { TerraformReadOnlyState, TerraformState } from '../catalog/catalog.ts';
import type { RoleArn, SessionName } from '../names.ts';
import { type HclArguments, type HclValue, hclArguments, hclExpression } from './hcl.ts';
import { type BackendForm, backendForm, LATEST } from './version.ts';

/** A role as one user assumes it. */
export interface AssumedRole {
  readonly arn: RoleArn;
  /** IAM refuses any other. */
  readonly sessionName: SessionName;
}

/** How a block gets its credentials. `none`: from a file for `-backend-config`, so that the block is the same for all users. */
export type BlockAccess =
  | { readonly kind: 'role'; readonly role: AssumedRole }
  /** The session name is a variable, so that the block is the same for all users. */
  | { readonly kind: 'variable'; readonly arn: RoleArn }
  /** A profile of the AWS configuration, such as those of `assume-bot exec BUNDLE`. */
  | { readonly kind: 'profile'; readonly name: string }
  | { readonly kind: 'none' };

/** The backend settings for `terraform init -backend-config`. It names the user, so it does not belong in version control. */
export const BACKEND_CONFIG_FILE = 'assume-bot.s3.tfbackend';

/** The variable of the session name in provider blocks. `TF_VAR_…` sets it. */
export const SESSION_VARIABLE = 'session_name';

const roleArguments = (role: BackendForm['role'], arn: RoleArn, session_name: HclValue): HclArguments =>
  role === 'nested' ? { assume_role: { role_arn: arn, session_name } } : { role_arn: arn, session_name };

const accessArguments = (access: BlockAccess, { role }: BackendForm): HclArguments => {
  switch (access.kind) {
    case 'role':
      return roleArguments(role, access.role.arn, access.role.sessionName);
    case 'variable':
      return roleArguments(role, access.arn, hclExpression(`var.${SESSION_VARIABLE}`));
    case 'profile':
      return { profile: access.name };
    case 'none':
      return {};
    default:
      return access satisfies never;
  }
};

/** Arguments of the S3 backend (https://developer.hashicorp.com/terraform/language/backend/s3). */
const backendArguments = (
  state: TerraformState,
  access: BlockAccess,
  key: string,
  form: BackendForm,
): HclArguments => ({
  bucket: state.bucket,
  key,
  region: state.region,
  encrypt: true,
  kms_key_id: state.kmsKey,
  use_lockfile: form.lock === 'table' ? undefined : true,
  // Beside use_lockfile too: users of older versions lock with the table only.
  dynamodb_table: state.lockTable,
  ...accessArguments(access, form),
});

const LATEST_FORM = backendForm(LATEST);

/** The `backend "s3"` block: the state is opened through the state role, before any provider assumes anything. */
export const backendBlock = (state: TerraformState, access: BlockAccess, key: string, form = LATEST_FORM): string =>
  [
    'terraform {',
    '  backend "s3" {',
    ...hclArguments(backendArguments(state, access, key, form), '    '),
    '  }',
    '}',
  ].join('\n');

/** All settings of the backend as a file for `terraform init -backend-config=…`. */
export const backendConfigFile = (
  state: TerraformState,
  access: BlockAccess,
  key: string,
  form = LATEST_FORM,
): string => hclArguments(backendArguments(state, access, key, form)).join('\n');

/** A Terraform name for a state, from its key: `prod/app.tfstate` is `prod_app`. */
const dataName = (key: string): string => {
  const name = key.replace(/\.tfstate$/, '').replace(/[^A-Za-z0-9_-]+/g, '_');
  return /^[A-Za-z_]/.test(name) ? name : `state_${name}`;
};

/** The `data "terraform_remote_state"` block that reads the outputs of another state. It takes no lock. */
export const remoteStateBlock = (
  state: TerraformReadOnlyState,
  access: BlockAccess,
  key: string,
  form = LATEST_FORM,
): string => {
  const { bucket, region } = state;
  return [
    `data "terraform_remote_state" "${dataName(key)}" {`,
    '  backend = "s3"',
    '',
    ...hclArguments({ config: { bucket, key, region, ...accessArguments(access, form) } }, '  '),
    '}',
  ].join('\n');
};
