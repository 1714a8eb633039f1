import * as z from 'zod';
import { field } from './field.ts';
import { choice, IAM_ARN, IAM_NAME, IAM_PATH } from './schema-parts.ts';

export const USER_ARN = new RegExp(`^${IAM_ARN}:user/${IAM_PATH}${IAM_NAME}{1,64}$`);
/** The last part is the session name, as `aws sts get-caller-identity` shows it. */
export const SESSION_ARN = new RegExp(
  `^arn:(?<partition>aws[a-z-]*):sts::(?<account>\\d{12}):assumed-role/(?<role>${IAM_NAME}{1,64})/(?<session>${IAM_NAME}{2,64})$`,
);
const EMAIL_TEMPLATE = new RegExp(`^${IAM_ARN}:user/${IAM_PATH}[\\w+=,.@-]*\\{local\\}[\\w+=,.@-]*$`);
const DOMAIN = /^(?=.{4,253}$)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/;

const identity = choice(
  ['managed', 'external'],
  'managed: the bot writes the inline policy of the IAM user that lets them assume the role. external: your organisation sees to that side',
);

/** An IAM user or a session, with a word on who keeps the identity side. */
export const arnPersonSchema = z.strictObject({
  arn: field(
    z.union([z.string().regex(USER_ARN), z.string().regex(SESSION_ARN)]),
    'the ARN of an IAM user (arn:aws:iam::111111111111:user/alice) or of a session (arn:aws:sts::111111111111:assumed-role/ROLE/SESSION)',
    'The ARN of the IAM user, or of the session of a federated person as aws sts get-caller-identity shows it',
    'arn:aws:iam::111111111111:user/alice',
  ),
  identity,
});

/** Somebody who signs in through IAM Identity Center. */
export const identityCenterPersonSchema = z.strictObject({
  permissionSet: field(
    z.string().regex(new RegExp(`^${IAM_NAME}{1,32}$`)),
    'the name of a permission set, such as Developer',
    'The permission set they sign in with',
    'Developer',
  ),
  account: field(
    z.string(),
    'the name of an account of this file',
    'The account they sign in to, by its name in accounts',
    'utils',
  ),
  user: field(
    z.string().regex(new RegExp(`^${IAM_NAME}{2,64}$`)),
    'a user name of IAM Identity Center, such as alice@example.com',
    'Their user name in IAM Identity Center: it names their sessions',
    'alice@example.com',
  ),
});

export const personSchema = field(
  z.union([arnPersonSchema.shape.arn, arnPersonSchema, identityCenterPersonSchema]),
  'an ARN, or a map with arn, or a map with permissionSet, account and user',
  'The AWS identity of a user: an IAM user, a session, or a user of IAM Identity Center',
);

/** The keys of `people` that are no Slack user ids. */
export const emailSchema = z.strictObject({
  byEmail: field(
    z.string().regex(EMAIL_TEMPLATE).optional(),
    'the ARN of an IAM user with {local} exactly once in its name, such as arn:aws:iam::111111111111:user/{local}',
    'The IAM user of everybody who is not listed: {local} stands for the part of their verified e-mail before the @, in lower case',
    'arn:aws:iam::111111111111:user/{local}',
  ),
  domains: field(
    z.array(z.string().regex(DOMAIN)).min(1).optional(),
    'a list of e-mail domains such as [ example.com ]',
    'The domains of the e-mails that byEmail takes',
    ['example.com'],
  ),
});
