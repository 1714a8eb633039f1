import type { IdentityRefusal } from '../../catalog/lookup.ts';
import { formatDuration } from '../../schedule/duration.ts';
import { listed } from '../explain.ts';
import { counted } from './shared.ts';

export interface PlannedRule {
  readonly index: number;
  readonly name: string;
  readonly approvals: number;
  readonly maxMinutes: number;
  /** Why the rule refuses all requests that it applies to. */
  readonly refuse?: string;
}

/** Why a user of `--for` has no AWS identity, for the operator who runs the command. */
const noPrincipal = (user: string, refusal: IdentityRefusal): string => {
  switch (refusal.kind) {
    case 'no_identity':
      return `the catalog has no AWS identity of ${user}; add the user to "people"`;
    case 'email_unknown':
      return `the AWS identity of ${user} is derived from their e-mail address (people.byEmail); pass the verified address with --email`;
    case 'email_domain_refused':
      return `--email: the catalog only accepts addresses in ${listed(refusal.domains)}`;
    case 'email_local_part_refused':
      return `--email: "${refusal.localPart}" is not a valid name of an IAM user who assumes roles`;
    case 'email_taken':
      return `--email: the IAM user of this address belongs to ${refusal.by} in the catalog`;
    default:
      return refusal satisfies never;
  }
};

export const planText = {
  summary: 'show what a grant would write to IAM, and the remaining capacity',
  about:
    'Reads a role from IAM, with its open grants, and shows the documents that one more grant would change: as a diff, in the order of the writes, each with its size and its quota. Writes nothing and notifies no one. Reads through the inspector role of the account, as doctor does.\n' +
    'If the grant would be refused, the command prints the reason and the exit code is 1.',
  arguments: { name: 'a role or bundle of the catalog' },
  options: {
    for: 'the user: a Slack user ID or a session name; default: the first user of the catalog',
    email: 'the verified e-mail of a user who is not listed (people.byEmail)',
    duration: 'the duration, such as 90m or 2h; default: the default of the rule',
  },
  examples: ['assume-bot plan prod-s3 --for U0ALICE --duration 2h'],
  noUsers: 'the catalog lists no users by ID; select a user with --for U0ALICE --email alice@example.com',
  unknownUser: (named: string, users: readonly string[]) =>
    `"${named}" is not a user of the catalog; it lists ${users.join(', ')}`,
  noPrincipal,
  tooLong: (duration: string, max: string) => `${duration} is longer than the rule allows: ${max} at most`,
  reading: (arn: string) => `reading ${arn} ...`,
  head: (role: string, by: string, sessionName: string, duration: string) =>
    `${role} for ${by} (${sessionName}), ${duration} from now:`,
  /** The rules of a role, in order. The first one that matches a request applies. */
  rules: (rules: readonly PlannedRule[]): readonly string[] => [
    '  The first rule that matches a request applies:',
    ...rules.map(
      ({ index, name, approvals, maxMinutes, refuse }) =>
        `  ${index} ${name}: ${refuse === undefined ? `${approvals === 0 ? 'automatic' : counted(approvals, 'approval')}, ${formatDuration(maxMinutes)} at most` : `refuses: ${refuse}`}`,
    ),
  ],
  refused: (why: string, next: string) => `refused: ${why} ${next}`,
  nothing: 'nothing would change: the grant already exists',
  change: (what: 'create' | 'change' | 'delete', title: string) => `${what} ${title}`,
  size: (chars: number, quotaChars: number) => `${chars} of ${quotaChars} characters`,
  total: (writes: number) => `${counted(writes, 'write')}; nothing was written.`,
  /** A bundle for Terraform also depends on policies that the bot does not write. */
  statePolicies: (bundle: string, role: string, bucket: string): readonly string[] => [
    `The bot does not write the permissions of ${role} on the state in ${bucket}:`,
    `  "assume-bot terraform state-policy ${bundle}" prints the policies for role, bucket and key,`,
    `  "assume-bot terraform diagnose ${bundle}" judges them with your own credentials.`,
  ],
};
