import * as z from 'zod';
import { field } from './field.ts';
import { choice, IAM_ARN, IAM_NAME, IAM_PATH, matching } from './schema-parts.ts';

export const USER_ARN = new RegExp(`^${IAM_ARN}:user/${IAM_PATH}${IAM_NAME}{1,64}$`);
/** As `aws sts get-caller-identity` shows it. The last part is the session name. */
export const SESSION_ARN = new RegExp(
  `^arn:(?<partition>aws[a-z-]*):sts::(?<account>\\d{12}):assumed-role/(?<role>${IAM_NAME}{1,64})/(?<session>${IAM_NAME}{2,64})$`,
);
const EMAIL_TEMPLATE = new RegExp(`^${IAM_ARN}:user/${IAM_PATH}[\\w+=,.@-]*\\{local\\}[\\w+=,.@-]*$`);
const DOMAIN = /^(?=.{4,253}$)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/;

const identity = choice(
  ['managed', 'external'],
  'managed: the bot writes the inline policy that lets the IAM user assume the role. external: your organization manages that permission, and the bot cannot read the user, so spell the name exactly as IAM does',
);

/** An IAM user or a session, and who manages the permissions of the user. */
export const arnPersonSchema = z.strictObject({
  arn: field(
    z.union([matching(USER_ARN), matching(SESSION_ARN)]),
    'the ARN of an IAM user (arn:aws:iam::111111111111:user/alice) or of a session (arn:aws:sts::111111111111:assumed-role/ROLE/SESSION)',
    'The ARN of the IAM user, or of the session of a federated user as aws sts get-caller-identity shows it',
    'arn:aws:iam::111111111111:user/alice',
  ),
  identity,
});

/** A user of IAM Identity Center. */
export const identityCenterPersonSchema = z.strictObject({
  permissionSet: field(
    matching(new RegExp(`^${IAM_NAME}{1,32}$`)),
    'the name of a permission set, such as Developer',
    'The permission set that the user signs in with',
    'Developer',
  ),
  account: field(
    z.string(),
    'the name of an account of this file',
    'The account that the user signs in to, by its name in accounts',
    'utils',
  ),
  user: field(
    matching(new RegExp(`^${IAM_NAME}{2,64}$`)),
    'a user name of IAM Identity Center, such as alice@example.com',
    'The user name in IAM Identity Center, which is also the session name',
    'alice@example.com',
  ),
});

export const personSchema = field(
  z.union([arnPersonSchema.shape.arn, arnPersonSchema, identityCenterPersonSchema]),
  'an ARN, or a map with arn, or a map with permissionSet, account and user',
  'The AWS identity of a user: an IAM user, a session, or a user of IAM Identity Center',
);

/** The keys of `people` other than Slack user ids. */
export const emailSchema = z.strictObject({
  byEmail: field(
    matching(EMAIL_TEMPLATE).optional(),
    'the ARN of an IAM user with {local} exactly once in its name, such as arn:aws:iam::111111111111:user/{local}',
    'The IAM user of every user who is not listed. {local} is the part of their verified e-mail address before the @, in lower case',
    'arn:aws:iam::111111111111:user/{local}',
  ),
  domains: field(
    z.array(matching(DOMAIN)).min(1).optional(),
    'a list of e-mail domains such as [ example.com ]',
    'The domains of the e-mail addresses that byEmail applies to',
    ['example.com'],
  ),
});
