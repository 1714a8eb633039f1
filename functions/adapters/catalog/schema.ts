import * as z from 'zod';
import { field } from './field.ts';
import { labels } from './labels-schema.ts';
import { SCHEDULE_NAME, scheduleSchema } from './on-call-schema.ts';
import { emailSchema, personSchema } from './people-schema.ts';
import { bundleRules, defaultsSchema, labelDefaultsSchema, roleSchema } from './role-schema.ts';
import {
  ACCESS_NAME,
  ACCOUNT_NAME,
  accountId,
  byName,
  channel,
  description,
  duration,
  durationText,
  IAM_NAME,
  IDS,
  matching,
  minutesOf,
  slackIds,
  USERS_AND_GROUPS,
  WAITING,
} from './schema-parts.ts';
import { terraformSchema } from './terraform-schema.ts';

export const accountSchema = z.strictObject({
  id: field(
    accountId(),
    'an AWS account id, 12 digits in quotes, such as "111111111111"',
    'The AWS account id, in quotes, because some begin with a zero',
    '111111111111',
  ),
  managerRole: field(
    matching(new RegExp(`^${IAM_NAME}{1,64}$`)).optional(),
    'the name (not the ARN) of an IAM role, such as assume-bot-manager',
    'The role that the bot assumes in this account to edit policies. Default: assume-bot-manager',
    'assume-bot-manager',
  ),
  labels: labels('Labels of all roles in the account. A label of the role wins'),
});

export const bundleSchema = z.strictObject({
  roles: field(
    z.array(z.string()).min(1).max(20),
    'a list of 1 to 20 role names of this file',
    'The roles that are requested, approved and ended together',
    ['tf-state', 'prod-deploy'],
  ),
  description: description('What the bundle is for'),
  rules: bundleRules,
  terraform: terraformSchema.optional().meta({
    description: 'The Terraform configuration that the bundle is for. Users get its blocks with their access',
  }),
});

export const settingsSchema = z.strictObject({
  retentionDays: field(
    z.int().min(1).max(3650).optional(),
    'a whole number of days from 1 to 3650',
    'How long ended requests are kept. Default: 400',
  ),
  lapseAfter: duration('How long a request waits for approvers before it lapses. Default: 24h', '24h', WAITING),
  minimumDuration: duration('The shortest duration that can be requested. Default: 1m', '15m'),
  remindBeforeEnd: duration(
    'How long before the end users are reminded. Default: 10m. Access that lasts less than twice as long has no reminder',
    '10m',
  ),
  reminders: field(
    z
      .array(durationText(WAITING))
      .max(5)
      .superRefine((texts, { addIssue }) => {
        const index = texts.findIndex((text, at) => at > 0 && minutesOf(text) <= minutesOf(texts[at - 1] ?? ''));
        if (index > 0)
          addIssue({ code: 'custom', path: [index], message: `${texts[index]} is not later than the one before it` });
      })
      .optional(),
    'a list of up to 5 durations such as [ 30m, 2h, 6h ]',
    'How long after a request its approvers are reminded, in its thread. Default: [ 30m, 2h, 6h ]. With [], never',
    ['30m', '2h', '6h'],
  ),
  operatorsChannel: channel('The channel where failures and drift are reported'),
  admins: slackIds(
    USERS_AND_GROUPS,
    'Who may see and end the access of all users, and lock everything down',
    `a list of ${IDS}`,
    ['U0CAROL'],
  ),
});

const sections = z.strictObject({
  accounts: field(
    byName(ACCOUNT_NAME, accountSchema),
    'a map of accounts by name, such as prod: { id: "222222222222" }',
    'The AWS accounts, by a name of your choice',
  ),
  people: field(
    emailSchema.catchall(personSchema),
    'a map of AWS identities by Slack user id, such as U0ALICE: arn:aws:iam::111111111111:user/alice',
    'The AWS identities of users, by Slack user id',
  ),
  defaults: field(
    defaultsSchema.nullish(),
    'a map of settings for all roles',
    'Settings for all roles that do not have their own',
  ),
  defaultsByLabel: field(
    z.array(labelDefaultsSchema).max(50).nullish(),
    'a list of settings such as { match: { env: prod }, approvals: 2 }',
    'Settings for the roles with some labels. What the role itself says wins, then the first entry here, then defaults',
  ),
  roles: field(
    byName(ACCESS_NAME, roleSchema),
    'a map of roles by the name that users type',
    'The IAM roles that can be requested, by the short name that users type',
  ),
  bundles: field(
    byName(ACCESS_NAME, bundleSchema).nullish(),
    'a map of bundles by the name that users type',
    'Several roles that are requested, approved and ended together',
  ),
  onCall: field(
    byName(SCHEDULE_NAME, scheduleSchema).nullish(),
    'a map of on-call schedules by name, such as sre: [ U0ALICE ]',
    'On-call schedules. Rules refer to them as { onCall: sre }',
  ),
  settings: field(settingsSchema.nullish(), 'a map of settings', 'Settings of the bot'),
});

/** The sections of `access.yaml`. Optional sections may also be empty. */
export const catalogSchema = field(
  sections,
  'a map with accounts, people and roles',
  'Who may request which AWS role, who approves it, and for how long',
);

export type CatalogInput = z.input<typeof catalogSchema>;
