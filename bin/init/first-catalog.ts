import {
  parseAccessName,
  parseRoleArn,
  parseSlackChannelId,
  parseSlackGroupId,
  parseSlackUserId,
  parseUserArn,
} from '../../functions/core/names.ts';
import { initText } from '../../functions/core/text/cli/catalog.ts';

/** The answers that a first catalog is built from. */
export interface Answers {
  readonly role: string;
  readonly name: string;
  readonly user: string;
  readonly slackUser: string;
  readonly approver: string;
  readonly channel: string;
  readonly max: string;
}

/** One question with the check of its answer. */
export interface Question {
  readonly name: keyof Answers;
  /** The option that answers it. */
  readonly flag: string;
  readonly example: string;
  /** The mistake in an answer. */
  readonly check: (text: string) => string | undefined;
  readonly fallback?: (answers: Partial<Readonly<Record<string, string>>>) => string;
}

const by =
  (parse: (text: string) => unknown) =>
  (text: string): string | undefined => {
    try {
      parse(text);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };

const isWho = (text: string): unknown => (text.startsWith('S') ? parseSlackGroupId(text) : parseSlackUserId(text));

/** A short name derived from the name of a role. */
const nameFrom = (arn: string): string => {
  const name = (arn.split('/').at(-1) ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
  return name.length >= 2 ? name.slice(0, 50) : 'my-role';
};

/** The questions, in order. */
export const QUESTIONS: readonly Question[] = [
  {
    name: 'role',
    flag: 'role',
    example: 'arn:aws:iam::222222222222:role/s3-list-role',
    check: by(parseRoleArn),
  },
  {
    name: 'name',
    flag: 'name',
    example: 'prod-s3',
    check: by(parseAccessName),
    fallback: ({ role = '' }) => nameFrom(role),
  },
  {
    name: 'user',
    flag: 'user',
    example: 'arn:aws:iam::111111111111:user/alice',
    check: by(parseUserArn),
  },
  {
    name: 'slackUser',
    flag: 'slack-user',
    example: 'U0ALICE',
    check: by(parseSlackUserId),
  },
  {
    name: 'approver',
    flag: 'approver',
    example: 'U0BOB',
    check: by(isWho),
  },
  {
    name: 'channel',
    flag: 'channel',
    example: 'C0APPROVALS',
    check: by(parseSlackChannelId),
  },
  {
    name: 'max',
    flag: 'max',
    example: '8h',
    check: (text) => (/^\d{1,3}[mh]$/.test(text) ? undefined : initText.notADuration(text)),
    fallback: () => '8h',
  },
];

const accountOf = (arn: string): string => arn.split(':')[4] ?? '';

/** One hour, or the maximum if it is shorter. */
const defaultOf = (max: string): string => (max.endsWith('m') && Number.parseInt(max, 10) < 60 ? max : '1h');

/** A catalog with one role and one requester. Comments show more options. */
export const firstCatalog = (answers: Answers): string => {
  const [users, target] = [accountOf(answers.user), accountOf(answers.role)];
  const accounts =
    users === target
      ? [`  main: { id: "${users}" }`]
      : [`  people: { id: "${users}" } # contains the IAM users`, `  target: { id: "${target}" } # contains the role`];
  return `# Defines who can request each AWS role, who approves it, and for how long.
# Keep this file in git and review every change, because it changes access.
# "assume-bot validate" checks it. docs/configuration.md describes all keys.

accounts:
${accounts.join('\n')}

# Slack user ID -> AWS identity. Approvers need none.
people:
  ${answers.slackUser}: ${answers.user}
  # A user who signs in through IAM Identity Center:
  #   U0DAVE: { permissionSet: Developer, account: ${users === target ? 'main' : 'people'}, user: dave@example.com }

roles:
  ${answers.name}:
    arn: ${answers.role}
    description: ${answers.name}
    duration: { default: ${defaultOf(answers.max)}, max: ${answers.max} }
    requesters: [${answers.slackUser}] # or [everyone], or user groups such as S0SRE
    approvers: [${answers.approver}] # never the requester
    approvals: 1
    reason: required # ticket: "INC-[0-9]+" requires a ticket in the reason
    channel: ${answers.channel}
`;
};
