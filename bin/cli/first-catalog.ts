import {
  parseAccessName,
  parseRoleArn,
  parseSlackChannelId,
  parseSlackGroupId,
  parseSlackUserId,
  parseUserArn,
} from '../../functions/core/names.ts';

/** The answers that a first catalog is built from. */
export interface Answers {
  readonly role: string;
  readonly name: string;
  readonly user: string;
  readonly 'slack-user': string;
  readonly approver: string;
  readonly channel: string;
  readonly max: string;
}

/** One question with the check of its answer. */
export interface Question {
  readonly name: keyof Answers;
  readonly question: string;
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
    question: 'The ARN of the IAM role that users can request',
    example: 'arn:aws:iam::222222222222:role/s3-list-role',
    check: by(parseRoleArn),
  },
  {
    name: 'name',
    question: 'The short name of the role in Slack',
    example: 'prod-s3',
    check: by(parseAccessName),
    fallback: ({ role = '' }) => nameFrom(role),
  },
  {
    name: 'user',
    question: 'The ARN of the IAM user of one requester',
    example: 'arn:aws:iam::111111111111:user/alice',
    check: by(parseUserArn),
  },
  {
    name: 'slack-user',
    question: 'The Slack user ID of that requester (in Slack: profile, More, Copy member ID)',
    example: 'U0ALICE',
    check: by(parseSlackUserId),
  },
  {
    name: 'approver',
    question: 'The approver: the Slack ID of another user, or of a user group',
    example: 'U0BOB',
    check: by(isWho),
  },
  {
    name: 'channel',
    question: 'The ID of the Slack channel for requests (at the end of the channel details)',
    example: 'C0APPROVALS',
    check: by(parseSlackChannelId),
  },
  {
    name: 'max',
    question: 'The maximum duration of a request',
    example: '8h',
    check: (text) => (/^\d{1,3}[mh]$/.test(text) ? undefined : `"${text}" is not a duration, such as 90m or 8h`),
    fallback: () => '8h',
  },
];

const accountOf = (arn: string): string => arn.split(':')[4] ?? '';

/** One hour, or the maximum if it is shorter. */
const defaultOf = (max: string): string => (max.endsWith('m') && Number.parseInt(max, 10) < 60 ? max : '1h');

/** A catalog with one role and one requester. Comments show more options. */
export const firstCatalog = (answers: Answers): string => {
  const [home, target] = [accountOf(answers.user), accountOf(answers.role)];
  const accounts =
    home === target
      ? [`  main: { id: "${home}" }`]
      : [`  people: { id: "${home}" } # contains the IAM users`, `  target: { id: "${target}" } # contains the role`];
  return `# Defines who can request each AWS role, who approves it, and for how long.
# Keep this file in git and review every change, because it changes access.
# "assume-bot validate" checks it. docs/configuration.md describes all keys.

accounts:
${accounts.join('\n')}

# Slack user ID -> AWS identity. Approvers need none.
people:
  ${answers['slack-user']}: ${answers.user}
  # A user who signs in through IAM Identity Center:
  #   U0DAVE: { permissionSet: Developer, account: ${home === target ? 'main' : 'people'}, user: dave@example.com }

roles:
  ${answers.name}:
    arn: ${answers.role}
    description: ${answers.name}
    duration: { default: ${defaultOf(answers.max)}, max: ${answers.max} }
    requesters: [${answers['slack-user']}] # or [everyone], or user groups such as S0SRE
    approvers: [${answers.approver}] # never the requester
    approvals: 1
    reason: required # ticket: "INC-[0-9]+" requires a ticket in the reason
    channel: ${answers.channel}
`;
};
