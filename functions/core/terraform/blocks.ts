import type { Terraform, TerraformProvider } from '../catalog/catalog.ts';
import { defined } from '../defined.ts';
import type { AccessName, RoleArn, SessionName } from '../names.ts';
import {
  BACKEND_CONFIG_FILE,
  type BlockAccess,
  backendBlock,
  backendConfigFile,
  remoteStateBlock,
  SESSION_VARIABLE,
} from './backend.ts';
import { hclArguments, hclExpression, hclString } from './hcl.ts';
import { backendForm, LATEST, type TerraformVersion } from './version.ts';
import { type OtherState, stateOfKey } from './workspaces.ts';

/** One `provider "aws"` block. */
export const providerBlock = ({ region, alias }: TerraformProvider, access: BlockAccess): string => {
  const own = { alias, region, ...(access.kind === 'profile' ? { profile: access.name } : {}) };
  const role =
    access.kind === 'role'
      ? { role_arn: access.role.arn, session_name: access.role.sessionName }
      : access.kind === 'variable'
        ? { role_arn: access.arn, session_name: hclExpression(`var.${SESSION_VARIABLE}`) }
        : undefined;
  return [
    'provider "aws" {',
    ...hclArguments(own, '  '),
    ...(role === undefined ? [] : ['', '  assume_role {', ...hclArguments(role, '    '), '  }']),
    '}',
  ].join('\n');
};

const VARIABLE = [
  `variable "${SESSION_VARIABLE}" {`,
  ...hclArguments({ description: 'Your session name, which IAM requires', type: hclExpression('string') }, '  '),
  '}',
].join('\n');

/** The Terraform configuration of a bundle. Only `backendConfig` and `variableSetting` name the user. */
export interface TerraformBlocks {
  readonly state?: {
    /** For the code. Without a profile, it takes its role from the file. */
    readonly backend: string;
    /** The file for `terraform init -backend-config`, with all settings. */
    readonly backendConfig: string;
    /** States the role opens besides the one in the block. */
    readonly others: readonly OtherState[];
    /** Whether the version can lock the state: with a file, or with the table of the catalog. */
    readonly isLocked: boolean;
  };
  /** The variable that provider and data blocks use; absent with profiles. */
  readonly variable?: string;
  /** `TF_VAR_…=NAME`, for the environment of the user. */
  readonly variableSetting?: string;
  readonly providers: readonly string[];
  /** `terraform_remote_state` blocks of the states that the bundle can only read. */
  readonly remoteStates: readonly string[];
}

/**
 * The blocks of a bundle for one person; without a session name, for the profiles of `assume-bot exec BUNDLE`, which have the names
 * of the roles. What assumes a role that they do not hold is left out.
 */
export const terraformBlocks = (
  { state, providers, readOnly = [] }: Terraform,
  held: ReadonlyMap<AccessName, RoleArn>,
  sessionName: SessionName | undefined,
  version: TerraformVersion = LATEST,
): TerraformBlocks => {
  const profiles = sessionName === undefined;
  const form = backendForm(version);
  const blockOf = (name: AccessName, make: (access: BlockAccess) => string): readonly string[] => {
    const arn = held.get(name);
    return arn === undefined ? [] : [make(profiles ? { kind: 'profile', name } : { kind: 'variable', arn })];
  };
  const stateArn = state && held.get(state.role);
  const [first = { key: '' }, ...others] = (state?.keys ?? []).map(stateOfKey);
  const accessOf = (name: AccessName, arn: RoleArn): BlockAccess =>
    sessionName === undefined ? { kind: 'profile', name } : { kind: 'role', role: { arn, sessionName } };
  const opened = state &&
    stateArn && {
      backend: backendBlock(state, profiles ? accessOf(state.role, stateArn) : { kind: 'none' }, first.key, form),
      backendConfig: backendConfigFile(state, accessOf(state.role, stateArn), first.key, form),
      others: [...(first.workspace === undefined ? [] : [first]), ...others],
      isLocked: form.lock !== 'table' || state.lockTable !== undefined,
    };
  const written = providers.flatMap((one) => blockOf(one.role, (access) => providerBlock(one, access)));
  const remoteStates = readOnly.flatMap((one) =>
    one.keys.flatMap((key) => blockOf(one.role, (access) => remoteStateBlock(one, access, key, form))),
  );
  const hasVariable = !profiles && written.length + remoteStates.length > 0;
  return {
    ...defined({ state: opened }),
    ...(hasVariable ? { variable: VARIABLE, variableSetting: `TF_VAR_${SESSION_VARIABLE}=${sessionName}` } : {}),
    providers: written,
    remoteStates,
  };
};

const inShell = (argument: string): string => (/^[\w./@%+=:,-]+$/.test(argument) ? argument : hclString(argument));

/**
 * The commands that open another state of the same backend. Without `-reconfigure`, Terraform offers to copy the state that was
 * open into the other one. `profiles`: the block in the code is complete, and there is no file.
 */
export const otherStateCommands = ({ key, workspace }: OtherState, profiles = false): readonly string[] => [
  `terraform init -reconfigure ${profiles ? '' : `-backend-config=${BACKEND_CONFIG_FILE} `}-backend-config=${hclString(`key=${key}`)}`,
  ...(workspace === undefined ? [] : [`terraform workspace select ${inShell(workspace)}`]),
];
