export const selftestText = {
  summary: 'verify the promises on a real role: closed before the grant, open during it, denied after it',
  about:
    'Gives one user a real grant of one minute on the canary role, and checks with the credentials of the user: AssumeRole before the grant (must fail), during the grant (must work; the delay is measured), a live session after the end (must be denied), AssumeRole after the end (must fail). It then removes everything it wrote. If it is interrupted, the access still ends within the minute.\n' +
    'Use a tagged canary role without open grants; a role with open grants is refused. The role must be in an account of the catalog, but need not be in the catalog. The command writes to IAM directly, without Slack and the queue, so it asks for confirmation. Manager roles trust only the bot, so the command needs a profile that can write to the canary (--account-profile, in the account of the role and of the user). docs/operators.md has the policy.\n' +
    'With --assumptions it tries instead, one by one, what docs/assumptions.md assumes about AWS. It creates users and roles of its own under the path /assume-bot-assumptions/ in the account of your credentials (--profile), tries what they can do, prints for each entry whether AWS does the same, and removes them. This takes about ten minutes and needs no catalog. Use an account without workloads.',
  options: {
    role: 'the canary role: a name in the catalog, or an ARN',
    userProfile: 'the AWS profile of the canary user; with --local, a user of the local stack',
    duration: 'the duration of the grant; default 1m. IAM may need longer than that to apply changes',
    assumptions: 'try the assumptions about AWS instead: all, or the named steps of docs/assumptions.md',
    clean: 'remove what an interrupted --assumptions left',
    yes: 'write without confirmation',
  },
  needsRole: '--role and --user-profile are required, or --assumptions',
  notWithAssumptions: (option: string) => `${option} has no effect with --assumptions or --clean; leave it out`,
  examples: [
    'assume-bot selftest --role arn:aws:iam::222222222222:role/assume-bot-canary --user-profile alice',
    'assume-bot selftest --assumptions --profile sandbox',
    'assume-bot selftest --assumptions source-identity-chain policy-size --profile sandbox',
  ],
  wrongDuration: '--duration must be 1m to 60m here',
  foreignAccount: (account: string, roleArn: string) => `the account ${account} of ${roleArn} is not in the catalog`,
  conditions: (roleArn: string) =>
    `${roleArn} has conditions in the catalog, which the test cannot meet; use a canary role without conditions`,
  held: (holders: readonly string[], roleArn: string) =>
    `${holders.join(', ')} holds ${roleArn} now; use a canary role without open grants`,
  confirm: (minutes: number, roleArn: string, sessionName: string) =>
    `Write a grant of ${minutes} min on ${roleArn} for ${sessionName} to IAM, and remove it again? (yes/no) `,
  needsYes: 'this writes to IAM and needs a confirmation; without a terminal, pass --yes',
  nothingWritten: 'Nothing was written',
  check: (passed: boolean, what: string, seconds: number | undefined) =>
    `${passed ? 'ok  ' : 'FAIL'}  ${what}${seconds === undefined ? '' : ` (${seconds} s)`}`,
  total: (failed: number, all: number) => (failed === 0 ? 'All checks passed.' : `${failed} of ${all} checks failed.`),
};

/** The result of each check if it passes, and if it fails. */
export const selftestChecks = {
  closed_before: [
    'Without a grant the role cannot be assumed.',
    'The role can be assumed without a grant: permanent access lets this user in.',
  ],
  written: ['IAM shows all writes.', 'IAM does not show all writes.'],
  opens: ['The role can be assumed.', 'The role could not be assumed before the end of the grant.'],
  session_lives: ['The session can be used.', 'The session is denied everything although the grant is open.'],
  session_ends: [
    'The open session was denied everything at the end.',
    'The open session was still alive a minute after the end.',
  ],
  closed_after: ['The role cannot be assumed after the end.', 'The role could still be assumed after the end.'],
  cleaned_up: [
    'The role and the user are as they were before.',
    'The role or the user is not as before; compare their policies with what they should be.',
  ],
} as const;

export const canaryRefused = (why: string): string => `The grant would be refused: ${why}`;
