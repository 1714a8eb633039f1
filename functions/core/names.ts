import { DEFAULT_PARTITION } from './partitions.ts';

declare const brand: unique symbol;

/** A string that was made by its parser. The name keeps two kinds from being mixed up. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

export type AccountId = Brand<string, 'AccountId'>;
export type RoleArn = Brand<string, 'RoleArn'>;
export type UserArn = Brand<string, 'UserArn'>;
export type SessionName = Brand<string, 'SessionName'>;
export type SlackUserId = Brand<string, 'SlackUserId'>;
export type SlackGroupId = Brand<string, 'SlackGroupId'>;
export type SlackChannelId = Brand<string, 'SlackChannelId'>;
/** The short name of a role or a bundle in the catalog, such as `prod-s3`. */
export type AccessName = Brand<string, 'AccessName'>;

/** Makes the parser of a branded text. It throws a RangeError that quotes a text that it does not accept. */
const parserOf =
  <T extends Brand<string, string>>(what: string, pattern: RegExp, example: string) =>
  (text: string): T => {
    if (!pattern.test(text)) throw new RangeError(`"${text}" is not ${what}; one looks like ${example}`);
    return text as T;
  };

const IAM_NAME = '[\\w+=,.@-]';
const IAM_PATH = '(?:[\\x21-\\x7e]+/)?';

export const parseAccountId = parserOf<AccountId>(
  'an AWS account id',
  /^\d{12}$/,
  '"111111111111" (12 digits, quoted)',
);
export const parseRoleArn = parserOf<RoleArn>(
  'the ARN of an IAM role',
  new RegExp(`^arn:aws[a-z-]*:iam::\\d{12}:role/${IAM_PATH}${IAM_NAME}{1,64}$`),
  'arn:aws:iam::222222222222:role/s3-list-role',
);
export const parseUserArn = parserOf<UserArn>(
  'the ARN of an IAM user',
  new RegExp(`^arn:aws[a-z-]*:iam::\\d{12}:user/${IAM_PATH}${IAM_NAME}{1,64}$`),
  'arn:aws:iam::111111111111:user/alice',
);
const SESSION_NAME = new RegExp(`^${IAM_NAME}{2,64}$`);
export const parseSessionName = parserOf<SessionName>(
  'a role session name (2 to 64 of letters, digits and _+=,.@-)',
  SESSION_NAME,
  'alice',
);
/** Whether STS would take a text as RoleSessionName. */
export const isSessionName = (text: string): text is SessionName => SESSION_NAME.test(text);
export const parseSlackUserId = parserOf<SlackUserId>('a Slack user id', /^[UW][A-Z0-9]{2,20}$/, 'U0ALICE');
export const parseSlackGroupId = parserOf<SlackGroupId>('a Slack user group id', /^S[A-Z0-9]{2,20}$/, 'S0SRE');
export const parseSlackChannelId = parserOf<SlackChannelId>(
  'a Slack channel id',
  /^[CGD][A-Z0-9]{2,20}$/,
  'C0APPROVALS',
);
export const parseAccessName = parserOf<AccessName>(
  'a short name (2 to 50 lower-case letters, digits and dashes, beginning with a letter)',
  /^[a-z][a-z0-9-]{1,49}$/,
  'prod-s3',
);

export const accountOf = (arn: RoleArn | UserArn): AccountId => parseAccountId(arn.split(':')[4] ?? '');
/** The last part of an IAM ARN: the name without its path. */
export const nameOf = (arn: RoleArn | UserArn): string => arn.slice(arn.lastIndexOf('/') + 1);
/** The name with its path, as in the console's Switch Role link: `path/name`. */
export const pathAndNameOf = (arn: RoleArn | UserArn): string => arn.slice(arn.indexOf('/') + 1);
/** The partition of an ARN: `aws`, `aws-cn` or `aws-us-gov`. */
export const partitionOf = (arn: string): string => arn.split(':')[1] || DEFAULT_PARTITION;
