import * as z from 'zod';
import { field } from './field.ts';
import { terraformSchema } from './terraform-schema.ts';

const IAM_NAME = '[\\w+=,.@-]';
const IAM_ARN = 'arn:aws[a-z-]*:iam::\\d{12}';
const IAM_PATH = '(?:[A-Za-z0-9_+=,.@/-]+/)?';

/** A short name of a role or bundle; words of commands are refused besides (reserved-names.ts). */
export const ACCESS_NAME = /^[a-z][a-z0-9-]{1,49}$/;
export const ACCOUNT_NAME = /^[A-Za-z][\w.-]{0,49}$/;
export const SLACK_USER_ID = /^[UW][A-Z0-9]{2,20}$/;
export const USER_ARN = new RegExp(`^${IAM_ARN}:user/${IAM_PATH}${IAM_NAME}{1,64}$`);
/** The last part is the session name, as `aws sts get-caller-identity` shows it. */
export const SESSION_ARN = new RegExp(
  `^arn:(?<partition>aws[a-z-]*):sts::(?<account>\\d{12}):assumed-role/(?<role>${IAM_NAME}{1,64})/(?<session>${IAM_NAME}{2,64})$`,
);
const ROLE_ARN = new RegExp(`^${IAM_ARN}:role/${IAM_PATH}${IAM_NAME}{1,64}$`);
const EMAIL_TEMPLATE = new RegExp(`^${IAM_ARN}:user/${IAM_PATH}[\\w+=,.@-]*\\{local\\}[\\w+=,.@-]*$`);
const DURATION = /^(?:\d{1,5}m|\d{1,3}h(?: ?\d{1,2}m)?)$/;
const DOMAIN = /^(?=.{4,253}$)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/;

const duration = (description: string, example: string) =>
  field(z.string().regex(DURATION).optional(), 'a duration such as 90m, 2h or 1h30m', description, example);

const channel = (description: string) =>
  field(
    z
      .string()
      .regex(/^[CG][A-Z0-9]{2,20}$/)
      .optional(),
    'a Slack channel id such as C0APPROVALS (in Slack: the channel, View channel details, at the very end)',
    description,
    'C0APPROVALS',
  );

const onCallItem = z.strictObject({ onCall: z.string() });

const anybody = (pattern: RegExp, description: string, expected: string, example: readonly unknown[]) =>
  field(
    z.array(z.union([z.string().regex(pattern), onCallItem])).optional(),
    `${expected}, or { onCall: SCHEDULE } in it`,
    description,
    example,
  );

const people = (pattern: RegExp, description: string, expected: string, example: readonly string[]) =>
  field(z.array(z.string().regex(pattern)).optional(), expected, description, example);

const SOMEBODY = /^(?:[UW][A-Z0-9]{2,20}|S[A-Z0-9]{2,20})$/;
const ANYBODY = /^(?:everyone|[UW][A-Z0-9]{2,20}|S[A-Z0-9]{2,20})$/;
const CONTACT = /^[CGUW][A-Z0-9]{2,20}$/;
const IDS = 'Slack user ids such as U0ALICE and user groups such as S0SRE';

export const accountSchema = z.strictObject({
  id: field(
    z.string().regex(/^\d{12}$/),
    'an AWS account id, 12 digits in quotes, such as "111111111111"',
    'The AWS account id, in quotes: some begin with a zero',
    '111111111111',
  ),
  managerRole: field(
    z
      .string()
      .regex(new RegExp(`^${IAM_NAME}{1,64}$`))
      .optional(),
    'the name (not the ARN) of an IAM role, such as assume-bot-manager',
    'The role that the bot assumes in this account to keep policies; assume-bot-manager unless given',
    'assume-bot-manager',
  ),
});

const identity = field(
  z.enum(['managed', 'external']).optional(),
  'managed or external',
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

export const personSchema = z.union([arnPersonSchema.shape.arn, arnPersonSchema, identityCenterPersonSchema]);

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

export const durationSchema = z.strictObject({
  default: duration('What is granted when nobody says how long; 1h, or max if that is shorter', '1h'),
  max: duration('The longest that can be asked for, 12h at most; the same as default unless given', '8h'),
});

export const extendSchema = z.strictObject({
  by: duration('The most that one extension adds', '1h'),
  automatic: field(
    z.boolean().optional(),
    'true or false',
    'Whether asking for an extension is enough; false unless given: approvers decide as on any request',
  ),
  maxTotal: duration('The longest from the first start to the last end; duration.max unless given', '8h'),
});

export const emergencySchema = z.strictObject({
  requesters: people(ANYBODY, 'Who may declare an emergency', `a list of ${IDS}, or [ everyone ]`, ['S0ONCALL']),
  reviewWithin: duration('How soon an approver has to say whether it was right; 24h unless given', '24h'),
  contacts: people(
    CONTACT,
    'Who is told at once, besides the channel of the role',
    'a list of Slack channel ids such as C0SECURITY and user ids such as U0CAROL',
    ['C0SECURITY', 'U0CAROL'],
  ),
  maxDuration: duration('The longest it gives; 1h unless given', '1h'),
});

export const escalationSchema = z.strictObject({
  after: duration('How long the approvers have before', '2h'),
  approvers: anybody(SOMEBODY, 'Who may approve besides from then on', `a list of ${IDS}`, ['S0LEADS']),
});

const rule = {
  duration: durationSchema.optional().meta({ description: 'How long access may last' }),
  requesters: people(ANYBODY, 'Who may ask', `a list of ${IDS}, or [ everyone ]`, ['everyone']),
  approvers: anybody(
    SOMEBODY,
    'Who may approve: never the person who asked unless allowSelfApproval',
    `a list of ${IDS}`,
    ['U0BOB', 'S0SRE'],
  ),
  approvals: field(
    z.int().min(0).max(10).optional(),
    'a whole number from 0 to 10',
    'How many different approvers it takes, 1 unless given; 0: asking is enough',
  ),
  allowSelfApproval: field(
    z.boolean().optional(),
    'true or false',
    'Whether an approver may approve what they asked for themselves; false unless given',
  ),
  reason: field(
    z.enum(['required', 'optional']).optional(),
    'required or optional',
    'Whether a reason has to be given; required unless given, and with a ticket always',
  ),
  ticket: field(
    z.union([z.string().min(1).max(100), z.literal(false)]).optional(),
    'a regular expression in quotes of at most 100 characters, such as "INC-[0-9]+", or false for none',
    'A regular expression that the reason has to contain a match of, without references to earlier parts and without looking ahead or behind; false drops the one of defaults',
    'INC-[0-9]+',
  ),
  channel: channel('Where approvers see the request'),
  onBehalfOf: anybody(
    SOMEBODY,
    'Who may ask for it in the name of another requester, and never approve that; nobody unless given',
    `a list of ${IDS}`,
    ['S0LEADS'],
  ),
  risk: field(
    z.enum(['low', 'medium', 'high']).optional(),
    'low, medium or high',
    'What harm the role could do: approvers see it on the card',
  ),
  notifyApprovers: field(
    z.enum(['channel', 'direct']).optional(),
    'channel or direct',
    'direct: approvers get the card in a direct message too; channel unless given',
  ),
  escalation: field(
    z.union([escalationSchema, z.literal(false)]).optional(),
    'a map such as { after: 2h, approvers: [ S0LEADS ] }, or false',
    'Who may approve besides when nobody did for a while; nobody unless given. false drops what defaults say',
  ),
  extend: field(
    z.union([extendSchema, z.literal(false)]).optional(),
    'a map such as { by: 1h, maxTotal: 8h }, or false',
    'How what was granted may be extended before it ends; not at all unless given. false drops what defaults say',
  ),
  emergency: field(
    z.union([emergencySchema, z.literal(false)]).optional(),
    'a map such as { requesters: [ S0ONCALL ], reviewWithin: 24h, contacts: [ C0SECURITY ], maxDuration: 1h }, or false',
    'Who may take the role at once, without approval, to be judged afterwards; nobody unless given. false drops what defaults say',
  ),
};

export const roleSchema = z.strictObject({
  arn: field(
    z.string().regex(ROLE_ARN),
    'the ARN of an IAM role, such as arn:aws:iam::222222222222:role/s3-list-role',
    'The IAM role that is assumed, in an account of this file',
    'arn:aws:iam::222222222222:role/s3-list-role',
  ),
  description: field(
    z.string().max(150).optional(),
    'at most 150 characters',
    'What the role is for, in the words of those who ask',
  ),
  ...rule,
});

export const defaultsSchema = z.strictObject(rule);

export const bundleSchema = z.strictObject({
  roles: field(
    z.array(z.string()).min(1).max(20),
    'a list of 1 to 20 role names of this file',
    'The roles that are asked for, approved and ended as one',
    ['tf-state', 'prod-deploy'],
  ),
  description: field(z.string().max(150).optional(), 'at most 150 characters', 'What the bundle is for'),
  terraform: terraformSchema
    .optional()
    .meta({ description: 'The Terraform configuration the bundle is for: people get its blocks with their access' }),
});

export const settingsSchema = z.strictObject({
  retentionDays: field(
    z.int().min(1).max(3650).optional(),
    'a whole number of days from 1 to 3650',
    'How long an ended request stays readable; 400 unless given',
  ),
  lapseAfter: duration('How long a request waits for approvers before it lapses; 24h unless given', '24h'),
  minimumDuration: duration('The shortest that can be asked for; 1m unless given', '15m'),
  remindBeforeEnd: duration(
    'How long before the end people are told that it comes; 10m unless given. Not told for what lasts less than twice that',
    '10m',
  ),
  reminders: field(
    z.array(z.string().regex(DURATION)).max(5).optional(),
    'a list of up to 5 durations such as [ 30m, 2h, 6h ]',
    'How long after a request approvers are reminded of it, in its thread; [ 30m, 2h, 6h ] unless given, [] for never',
    ['30m', '2h', '6h'],
  ),
  operatorsChannel: channel('Where failures and drift are told'),
  admins: people(SOMEBODY, "Who may see and end anybody's access, and lock everything down", `a list of ${IDS}`, [
    'U0CAROL',
  ]),
});

export const SCHEDULE_NAME = /^[a-z][a-z0-9-]{0,49}$/;

export const scheduleUsersSchema = field(
  z.array(z.string().regex(SLACK_USER_ID)),
  'a list of Slack user ids such as [ U0ALICE ], or a map such as { pagerDuty: PABC123 }',
  'Who is on call, by Slack user id',
  ['U0ALICE'],
);

export const pagerDutySchema = z.strictObject({
  pagerDuty: field(
    z.string().regex(/^[A-Z0-9]{3,30}$/),
    'the id of a PagerDuty schedule, such as PABC123',
    'The id of the schedule in PagerDuty: people are met in Slack by their e-mail',
    'PABC123',
  ),
});

/** The sections of `access.yaml`. One that may be left out may also be left empty. */
export const catalogSchema = z.strictObject({
  accounts: field(
    z.record(z.string().regex(ACCOUNT_NAME), accountSchema),
    'a map of accounts by name, such as prod: { id: "222222222222" }',
    'The AWS accounts that take part, by a name of your choice',
  ),
  people: field(
    emailSchema.catchall(personSchema),
    'a map of AWS identities by Slack user id, such as U0ALICE: arn:aws:iam::111111111111:user/alice',
    'Who people are in AWS, by Slack user id',
  ),
  defaults: field(
    defaultsSchema.nullish(),
    'a map of what holds for every role',
    'What holds for every role that does not say otherwise',
  ),
  roles: field(
    z.record(z.string().regex(ACCESS_NAME), roleSchema),
    'a map of roles by the name people type',
    'The IAM roles that can be asked for, by the short name people type',
  ),
  bundles: field(
    z.record(z.string().regex(ACCESS_NAME), bundleSchema).nullish(),
    'a map of bundles by the name people type',
    'Several roles that are asked for, approved and ended as one',
  ),
  onCall: field(
    z.record(z.string().regex(SCHEDULE_NAME), z.union([scheduleUsersSchema, pagerDutySchema])).nullish(),
    'a map of on-call schedules by name, such as sre: [ U0ALICE ]',
    'On-call schedules: rules name them as { onCall: sre }',
  ),
  settings: field(settingsSchema.nullish(), 'a map of settings', 'What holds for the whole bot'),
});
