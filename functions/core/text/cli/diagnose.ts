import type { Diagnosis, DiagnosisFinding, Outcome } from '../../terraform/diagnosis/diagnosis.ts';
import { counted } from './shared.ts';

const RESULTS = { allowed: 'ok', denied: 'STOPS', not_judged: '?' } as const;

export const diagnoseText = {
  summary: 'find what keeps Terraform from working with a bundle, with the statement that fixes it',
  about:
    'Walks the path of Terraform in its order: assume the state role, list the bucket, read the state and decrypt it with its key, lock it, write it, then assume the role of each provider. It evaluates what is deployed: policies of roles and their boundaries, the policies of bucket and keys, grants of keys, object owners and ACLs, service and resource control policies. It changes nothing.\n' +
    'It prints the first statement, or missing statement, that stops Terraform and every other one, each with the document to change, its account and the exact statement. It also prints who can read the state without a request. What it could not judge is a note with the reason, and is never reported as valid. It does not read VPC endpoint policies.\n' +
    'The roles of the bot can read neither S3 nor KMS, so it uses your own credentials: those of the environment, of --profile, or of --account-profile for each account. Each part is read on its own, so an account without credentials does not hide the others. With --for, it also judges whether that user may assume the roles now.\n' +
    'Exit codes: 0 if everything was judged and works, 1 if something stops Terraform, 2 for invalid usage, 3 if nothing could be read, 4 if nothing that was judged stops Terraform but not everything could be judged.',
  arguments: { bundle: 'a bundle of the catalog with a terraform section' },
  options: {
    for: 'the user, by Slack user ID or session name',
    email: 'the verified e-mail of a user who is not listed (people.byEmail)',
    local: 'use the local stack of npm start, as the owner of each of its accounts',
    profile: 'the AWS profile to use',
    accountProfile: 'the AWS profile for one account, by name or ID; repeat for each account',
    organizationProfile:
      'the AWS profile of the management account of the organization, to read service control policies',
    context: 'the value of a condition key in your calls, such as aws:SourceVpce=vpce-1; can be repeated',
  },
  examples: [
    'assume-bot terraform diagnose terraform-prod --account-profile state=state-readonly',
    'assume-bot terraform diagnose terraform-prod --for U0ALICE --json',
  ],
  notAnAccountProfile: (text: string, accounts: readonly string[]) =>
    `"${text}" is not ACCOUNT=PROFILE; use an account ID, or one of ${accounts.join(', ')}`,
  notContext: (text: string) => `"${text}" is not KEY=VALUE, such as aws:SourceVpce=vpce-1`,
  checking: (bundle: string) => `reading what decides about ${bundle} ...`,
  /** One call of Terraform with its result. */
  step: ({ what, action, result, isOptional }: Diagnosis['steps'][number]) =>
    `${(result === 'denied' && isOptional ? 'denied' : RESULTS[result]).padEnd(6)} ${what} (${action})`,
  fixes: '# These commands make the changes above. Each policy is whole: read it before you store it.',
  /** Before the commands of an account. */
  inAccount: (account: string) => `# With credentials of account ${account}:`,
  outcome: (outcome: Outcome, bundle: string, findings: readonly DiagnosisFinding[]): string => {
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    const doubts = findings.filter(({ isDoubt }) => isDoubt).length;
    switch (outcome) {
      case 'works':
        return `Nothing stops Terraform with ${bundle}. Everything was judged.`;
      case 'broken':
        return `Terraform does not work with ${bundle}: ${counted(errors, 'error')}; ${counted(doubts, 'item')} could not be judged.`;
      case 'not_judged':
        return `Not everything about ${bundle} could be judged: ${counted(doubts, 'item')}. No error was found in the rest.`;
      default:
        return outcome satisfies never;
    }
  },
};
