import { accountStackName } from '../../stack-names.ts';
import type { Step } from '../../trust/observed.ts';
import { counted, shownTime } from './shared.ts';

/** The parts of AWS and Slack that are not in IAM, as far as the command knows their names. */
export interface Leftovers {
  readonly hubName: string;
  readonly region: string;
  readonly table: string;
  readonly accounts: readonly { readonly name: string; readonly id: string }[];
  /** Roles of the catalog, by name. They may carry the tag that operators set. */
  readonly roles: readonly { readonly name: string; readonly accountId: string }[];
  readonly auditBucket?: string;
}

const stepOf = (step: Step): string => {
  switch (step.kind) {
    case 'put_guard':
      return 'write the session guard, which ends live sessions';
    case 'delete_guard':
      return 'delete the session guard';
    case 'put_trust':
      return 'remove our statements from the trust policy';
    case 'put_user_policy':
      return `write the inline policy ${step.policyName}`;
    case 'delete_user_policy':
      return `delete the inline policy ${step.policyName}`;
    default:
      return step satisfies never;
  }
};

/** Steps as one clause. */
const shownSteps = (steps: readonly Step[]): string => steps.map(stepOf).join(', ');

export const uninstallText = {
  summary: 'remove everything that the bot wrote to roles and users, in every account',
  about:
    'Removes the statements of this hub from trust policies, its session guards, and its policies on IAM users, and reads everything back. It searches each account completely, so it also finds roles and users that left the catalog. Foreign statements and other hubs are not changed. It prints what remains to be deleted, with the commands.\n' +
    'Turn on the lockdown first. While access is open, the command writes nothing, unless you pass --end-access. A session guard stays until the sessions that it denies have expired (at most 12 hours), so the command may have to run twice; it prints when. An account that cannot be reached does not stop the others.\n' +
    'Manager roles trust only the bot, so the command needs a role of yours that exists in each account (--account-role), or profiles (--account-profile). docs/operators.md has the policy.',
  options: {
    accountRole:
      'the name of a role in each account that these credentials can assume, such as OrganizationAccountAccessRole',
    withoutTable: 'the table was deleted: use the catalog and the accounts only',
    endAccess: 'end open access now, including live sessions',
    dryRun: 'print what would be removed, and write nothing',
    yes: 'write without confirmation',
  },
  examples: [
    'assume-bot uninstall --account-role OrganizationAccountAccessRole --dry-run',
    'assume-bot uninstall --account-role OrganizationAccountAccessRole --yes',
    'assume-bot uninstall --account-profile prod=prod-admin --account-profile utils=utils-admin --end-access',
  ],
  notARoleName: (text: string) =>
    `--account-role "${text}" is not the name of a role, such as OrganizationAccountAccessRole (with its path, but without arn:)`,
  noCredentials: (account: string) => `no credentials were given for account ${account}`,
  letIn: (account: string) =>
    `pass --account-role with the name of a role in account ${account} that these credentials can assume, or --account-profile ${account}=PROFILE`,
  checking: (arn: string) => `checking ${arn} ...`,
  searching: (account: string) => `searching account ${account} ...`,
  notShown: (arn: string) => ({
    why: `${arn} was written, but IAM does not show all writes yet`,
    fix: 'run the command again',
  }),
  tableMissing: (table: string) =>
    `the table ${table} does not exist in this region; if it was deleted, pass --without-table`,
  lockdownOff:
    'turn the lockdown on first, so that no access is opened while the bot is removed: assume-bot lockdown on --as ADMIN --reason "assume-bot is removed" --wait',
  needsYes: 'this writes to IAM and needs a confirmation; without a terminal, pass --yes',
  nothingWritten: 'Nothing was written',
  confirm: (targets: number, accounts: number) =>
    `Remove assume-bot from ${counted(targets, 'role or user', 'roles and users')} in ${counted(accounts, 'account')}? (yes/no) `,
  unreadable: (key: string) => `${key} cannot be read and was not used; the search of the accounts finds what it names`,
  notSearched: (account: string, why: string) =>
    `Account ${account} could not be searched, so only the names in the catalog and the table were checked there: ${why}`,
  removed: (arn: string, steps: readonly Step[]) => `removed  ${arn}: ${shownSteps(steps)}.`,
  planned: (arn: string, steps: readonly Step[], guardedUntil: Date | undefined) =>
    `planned  ${arn}: ${steps.length === 0 ? 'nothing to write now' : shownSteps(steps)}.${guardedUntil === undefined ? '' : ` The session guard stays until ${shownTime(guardedUntil)}.`}`,
  open: (arn: string, until: Date | undefined) =>
    `OPEN     ${arn}: access is open ${until === undefined ? 'without an end' : `until ${shownTime(until)}`}.`,
  guarded: (arn: string, until: Date) =>
    `guarded  ${arn}: access is closed; the session guard stays until ${shownTime(until)}.`,
  failed: (arn: string, why: string, fix: string) => `FAILED   ${arn}: ${why}. Fix: ${fix}.`,
  several: (count: number, account: string) => `${count} roles and users in account ${account}`,
  stillOpen:
    'Nothing was written, because access is open. Wait for its end, or pass --end-access to end it now with all live sessions.',
  again: (at: Date) => `Run the command again after ${shownTime(at)} to remove the remaining session guards.`,
  incomplete: (failures: number) =>
    `${counted(failures, 'role, user or account', 'roles, users or accounts')} could not be checked or changed. Fix the causes above, then run the command again.`,
  nothingWouldChange: 'Nothing of this hub was found in IAM.',
  done: 'Nothing of this hub is left in IAM.',
  /** What exists outside of IAM, and how to delete it. Comments explain, commands can be pasted. */
  leftovers: ({ hubName, region, table, accounts, roles, auditBucket }: Leftovers): readonly string[] => {
    const stack = (name: string) => `aws cloudformation delete-stack --region ${region} --stack-name ${name}`;
    return [
      '',
      'Delete the rest yourself, in this order:',
      '# Slack: open https://api.slack.com/apps, select the app, Basic Information, Delete App',
      '# The history, if you need it',
      'npx --no assume-bot audit export --out assume-bot-history.ndjson',
      '# The account stacks, each with credentials of its account (or the StackSet, or "terraform destroy")',
      ...accounts.map(({ name, id }) => `${stack(accountStackName(hubName, name))}   # account ${id}`),
      '# The hub stack. It keeps the key of assume-bot:customerKey, if there is one, and deletes its alias. For the ID of the key, first:',
      `#   aws kms describe-key --region ${region} --key-id alias/${hubName} --query KeyMetadata.KeyId`,
      `aws cloudformation update-termination-protection --region ${region} --stack-name ${hubName} --no-enable-termination-protection`,
      stack(hubName),
      '# The data that the hub stack keeps',
      `aws dynamodb update-table --region ${region} --table-name ${table} --no-deletion-protection-enabled`,
      `aws dynamodb delete-table --region ${region} --table-name ${table}`,
      ...['slack-bot-token', 'slack-signing-secret'].map(
        (secret) =>
          `aws secretsmanager delete-secret --region ${region} --secret-id ${hubName}/${secret} --recovery-window-in-days 7`,
      ),
      `aws logs describe-log-groups --region ${region} --log-group-name-pattern ${hubName} --query "logGroups[].logGroupName"`,
      ...(auditBucket === undefined
        ? []
        : [
            '# The audit bucket: S3 refuses to delete its objects until their lock ends',
            `aws s3api list-object-versions --bucket ${auditBucket} --max-items 1`,
            `aws s3api delete-bucket --bucket ${auditBucket}`,
          ]),
      '# The key, when nothing that it encrypts is needed: aws kms schedule-key-deletion',
      '# The service control policy, if you attached one: detach and delete it first, because it protects the tags',
      '# The tag that you set on roles',
      ...roles.map(
        ({ name, accountId }) =>
          `aws iam untag-role --role-name ${name} --tag-keys assume-bot   # account ${accountId}`,
      ),
    ];
  },
};
