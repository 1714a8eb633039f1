import { didYouMean } from './shared.ts';

const HOW_TO_SET = {
  table: ['the table of the hub stack', '--table', 'ASSUME_TABLE'],
  queueUrl: ['the queue of the hub stack', '--queue-url', 'ASSUME_QUEUE_URL'],
  externalId: ['the ExternalId that manager roles require', '--external-id', 'ASSUME_EXTERNAL_ID'],
} as const;

/** What the CLI prints about the hub, the catalog and the credentials that a command uses. */
export const hubText = {
  noLocalStack: 'no local stack was started in this clone; start it with "npm start"',
  localStackUnreadable: (file: string, why: string) =>
    `${file} cannot be read (${why}); start the local stack with "npm start"`,
  localStackDown: (url: string, why: string) =>
    `the local stack does not answer at ${url}; start it with "npm start". ${why}`,
  usesLocalStack:
    '(using the local stack of "npm start"; for AWS, pass --profile and --table, or set AWS_PROFILE and ASSUME_TABLE)',
  usesDeployed: (file: string, table: string) => `(the hub stack of ${file}: table ${table})`,
  notJson: (file: string, why: string) => `${file} is not JSON: ${why}`,
  missingSetting: (name: keyof typeof HOW_TO_SET, outputsFile: string) => {
    const [what, option, variable] = HOW_TO_SET[name];
    return `${what} is unknown: deploy the hub with "--outputs-file ${outputsFile}", or set ${option} or ${variable}, or start the local stack with "npm start" and pass --local`;
  },
  noCatalog:
    'there is no access.yaml in this directory; pass the catalog with --catalog, or write one with "assume-bot init"',
  usesCatalogOfClone: (path: string) => `(no access.yaml in this directory, using ${path})`,
  usesExample: (path: string) => `(no access.yaml in this directory, using the example: ${path})`,
  invalidCatalog: (mistakes: readonly string[]) => `the catalog is invalid:\n${mistakes.join('\n')}`,
  catalogMissing: (path: string) => `${path} does not exist; "assume-bot init" writes one`,
  fileUnreadable: (path: string, code: string) => `${path} cannot be read: ${code}`,
  unknownAccess: (name: string, nearest: readonly string[]) =>
    `the catalog has no role or bundle "${name}"; ${didYouMean(nearest, 'see access.yaml for the names')}`,
  notAnAccountProfile: (text: string, accounts: readonly string[]) =>
    `"${text}" is not ACCOUNT=PROFILE; the accounts of the catalog are ${accounts.join(', ')}`,
  selectLocalUser: (users: readonly string[]) => `select a user of the local stack with --profile: ${users.join(', ')}`,
  cannotHoldGrant: (arn: string) => `${arn} is neither an IAM user nor a session, so it cannot have a grant`,
  inspectorClosed: 'does not exist or does not admit you',
  inspectorFailed: (why: string) => `could not be tried: ${why}`,
  neitherRoleOpens: (message: string, inspectorArn: string, why: string) =>
    `${message} (and the inspector role ${inspectorArn} ${why})`,
  openAccount: (account: string) =>
    `add your own role or user to assume-bot:operators and deploy the account stack in account ${account}, so that its ` +
    `inspector role admits you; or use a profile that can read IAM there (--account-profile ${account}=PROFILE). ` +
    'Manager roles trust only the reconcile function',
  invalidOption: (option: string, why: string, tryThis?: string) =>
    `--${option}: ${why}${tryThis === undefined ? '' : `; try ${tryThis}`}`,
  invalidTime: (option: string, text: string) =>
    `--${option} "${text}" is not a time, such as 2030-01-31 or 2030-01-31T17:00Z (UTC)`,
};
