import {
  parseAccessName,
  parseRoleArn,
  parseSlackChannelId,
  parseSlackGroupId,
  parseSlackUserId,
  parseUserArn,
} from '../../functions/core/names.ts';

/** What a first catalog is made of. */
export interface Answers {
  readonly role: string;
  readonly name: string;
  readonly user: string;
  readonly 'slack-user': string;
  readonly approver: string;
  readonly channel: string;
  readonly max: string;
}

/** One question, with what an answer has to be like. */
export interface Question {
  readonly name: keyof Answers;
  readonly question: string;
  readonly example: string;
  /** What is wrong with an answer. */
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

/** A short name out of that of a role: `prod-s3-list` of `S3_List`. */
const nameFrom = (arn: string): string => {
  const name = (arn.split('/').at(-1) ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
  return name.length >= 2 ? name.slice(0, 50) : 'my-role';
};

/** In the order in which they are asked. */
export const QUESTIONS: readonly Question[] = [
  {
    name: 'role',
    question: 'The ARN of the IAM role that people should be able to ask for',
    example: 'arn:aws:iam::222222222222:role/s3-list-role',
    check: by(parseRoleArn),
  },
  {
    name: 'name',
    question: 'The short name they type for it',
    example: 'prod-s3',
    check: by(parseAccessName),
    fallback: ({ role = '' }) => nameFrom(role),
  },
  {
    name: 'user',
    question: 'The ARN of the IAM user of one person who may ask',
    example: 'arn:aws:iam::111111111111:user/alice',
    check: by(parseUserArn),
  },
  {
    name: 'slack-user',
    question: 'The Slack user id of that person (in Slack: profile, More, Copy member ID)',
    example: 'U0ALICE',
    check: by(parseSlackUserId),
  },
  {
    name: 'approver',
    question: 'Who approves: the Slack id of another person, or of a user group',
    example: 'U0BOB',
    check: by(isWho),
  },
  {
    name: 'channel',
    question: 'The id of the Slack channel where approvers see requests (channel details, at the very end)',
    example: 'C0APPROVALS',
    check: by(parseSlackChannelId),
  },
  {
    name: 'max',
    question: 'The longest that can be asked for',
    example: '8h',
    check: (text) => (/^\d{1,3}[mh]$/.test(text) ? undefined : `"${text}" is not a duration; one looks like 90m or 8h`),
    fallback: () => '8h',
  },
];

const accountOf = (arn: string): string => arn.split(':')[4] ?? '';

/** An hour, unless that is more than can be asked for. */
const defaultOf = (max: string): string => (max.endsWith('m') && Number.parseInt(max, 10) < 60 ? max : '1h');

/** A catalog of one role and one person, with what more can be said in comments. */
export const firstCatalog = (answers: Answers): string => {
  const [home, target] = [accountOf(answers.user), accountOf(answers.role)];
  const accounts =
    home === target
      ? [`  main: { id: "${home}" }`]
      : [
          `  people: { id: "${home}" } # where people's IAM users live`,
          `  target: { id: "${target}" } # where the role is`,
        ];
  return `# Who may ask for which AWS role, who approves it, and for how long.
# Keep this file in git: a change to it is a change to access and deserves a review.
# "assume-bot validate" checks it; docs/configuration.md says everything that can be written here.

accounts:
${accounts.join('\n')}

# Slack user id -> AWS identity. Approvers need none.
people:
  ${answers['slack-user']}: ${answers.user}
  # Somebody who signs in through IAM Identity Center:
  #   U0DAVE: { permissionSet: Developer, account: ${home === target ? 'main' : 'people'}, user: dave@example.com }

roles:
  ${answers.name}:
    arn: ${answers.role}
    description: ${answers.name}
    duration: { default: ${defaultOf(answers.max)}, max: ${answers.max} }
    requesters: [${answers['slack-user']}] # or [everyone], or user groups such as S0SRE
    approvers: [${answers.approver}] # never the person who asked
    approvals: 1
    reason: required # ticket: "INC-[0-9]+" asks for one in it
    channel: ${answers.channel}
`;
};
