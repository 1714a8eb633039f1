/** A version as its users write it. */
export interface VersionName {
  readonly product: 'terraform' | 'opentofu';
  readonly major: number;
  readonly minor: number;
}

const nameOf = ({ product, major, minor }: VersionName): string =>
  `${product === 'opentofu' ? 'OpenTofu' : 'Terraform'} ${major}.${minor}`;

export const blocksText = {
  summary: 'print the backend and provider blocks of a bundle for one user',
  about:
    'Prints the blocks for the code, which name no user, and what the user adds: a file for "terraform init -backend-config" and a variable with the session name. The bot sends the same in Slack. With --profiles, the blocks use the profiles that "assume-bot exec BUNDLE" provides, and need neither. The form of the blocks is that of the Terraform on the PATH, or of --terraform-version.\n' +
    'If you export keys by hand, Terraform assumes every role with them: export your own keys, never those of one role of the bundle.',
  arguments: { bundle: 'a bundle of the catalog with a terraform section' },
  options: {
    for: 'the user, by Slack user ID or session name',
    email: 'the verified e-mail of a user who is not listed (people.byEmail)',
    backendConfig: 'only the file for terraform init -backend-config',
    profiles: 'use the profiles of "assume-bot exec BUNDLE -- terraform"',
    terraformVersion: 'the version of the blocks, such as 1.9 or opentofu-1.10; default: the one on the PATH, or 1.11',
    local: 'use the catalog of the local stack ("npm start")',
  },
  examples: [
    'assume-bot terraform blocks terraform-prod --for U0ALICE',
    'assume-bot terraform blocks terraform-prod --profiles --terraform-version 1.9',
  ],
  noUser: (bundle: string) =>
    `--for is missing, the user of the blocks: assume-bot terraform blocks ${bundle} --for U0ALICE`,
  notAVersion: (text: string) => `--terraform-version: "${text}" is not a version such as 1.9 or opentofu-1.10`,
  head: (version: VersionName) => `# For ${nameOf(version)}. For another version: --terraform-version`,
  noLock: (version: VersionName) =>
    `# WARNING: ${nameOf(version)} locks only with a DynamoDB table, and the catalog names none. These blocks do not lock the state; set terraform.state.lockTable.`,
  experimentalLock: (version: VersionName) =>
    `# use_lockfile is experimental in ${nameOf(version)}, and supported from Terraform 1.11.`,
  deprecatedTable: (version: VersionName) =>
    `# ${nameOf(version)} locks with the table and with a lock file. Remove terraform.state.lockTable when no user has a version before 1.10.`,
  flat: (version: VersionName) =>
    `# ${nameOf(version)} is older than 1.6: the role is written as role_arn and session_name. Lock files are not supported.`,
  withFile: (bundle: string, user: string, file: string): readonly string[] => [
    '# The blocks name no user and belong in version control. For yourself, outside of version control:',
    `#   assume-bot terraform blocks ${bundle} --for ${user} --backend-config > ${file}`,
    `#   terraform init -backend-config=${file}`,
  ],
  variable: (setting: string) => `#   export ${setting}`,
  withProfiles: (bundle: string): readonly string[] => [
    '# These profiles exist only in programs that assume-bot runs:',
    `#   assume-bot exec ${bundle} -- terraform init`,
  ],
  otherState: (commands: readonly string[]) => `# For another state: ${commands.join(' && ')}`,
  /** Without it, Terraform offers to copy one state into the other. */
  back: '# Pass -reconfigure each time you change the state, to return to the first one too.',
  workspaces: (workspaces: readonly string[]) =>
    `# Workspaces (${workspaces.join(', ')}): terraform workspace select NAME, or terraform workspace new NAME`,
  exportedKeys:
    '# With exported keys: export your own, never those of a role of the bundle, because Terraform assumes each role with them.',
};
