import * as z from 'zod';
import { field } from './field.ts';
import {
  ANYBODY,
  anybody,
  CONTACT,
  channel,
  choice,
  description,
  duration,
  flag,
  IAM_ARN,
  IAM_NAME,
  IAM_PATH,
  IDS,
  MONTH_MINUTES,
  people,
  SOMEBODY,
  WAITING,
} from './schema-parts.ts';

const ROLE_ARN = new RegExp(`^${IAM_ARN}:role/${IAM_PATH}${IAM_NAME}{1,64}$`);

export const durationSchema = z.strictObject({
  default: duration('What is granted when nobody says how long; 1h, or max if that is shorter', '1h'),
  max: duration('The longest that can be asked for, 12h at most; the same as default unless given', '8h'),
});

export const extendSchema = z.strictObject({
  by: duration('The most that one extension adds', '1h'),
  automatic: flag('Whether asking for an extension is enough; false unless given: approvers decide as on any request'),
  maxTotal: duration('The longest from the first start to the last end; duration.max unless given', '8h', {
    minutes: 7 * 24 * 60,
    why: 'use another role for access that lasts longer than a week',
  }),
});

export const emergencySchema = z.strictObject({
  requesters: people(ANYBODY, 'Who may declare an emergency', `a list of ${IDS}, or [ everyone ]`, ['S0ONCALL']),
  reviewWithin: duration('How soon an approver has to say whether it was right; 24h unless given', '24h', {
    minutes: MONTH_MINUTES,
    why: 'later nobody remembers what it was',
  }),
  contacts: people(
    CONTACT,
    'Who is told at once, besides the channel of the role',
    'a list of Slack channel ids such as C0SECURITY and user ids such as U0CAROL',
    ['C0SECURITY', 'U0CAROL'],
  ),
  maxDuration: duration('The longest it gives; 1h unless given', '1h'),
});

export const escalationSchema = z.strictObject({
  after: duration('How long the approvers have before', '2h', WAITING),
  approvers: anybody(SOMEBODY, 'Who may approve besides from then on', `a list of ${IDS}`, ['S0LEADS']),
});

/** What holds for a role, or for all of them. */
const rule = {
  duration: field(durationSchema.optional(), 'a map such as { default: 1h, max: 8h }', 'How long access may last'),
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
  allowSelfApproval: flag('Whether an approver may approve what they asked for themselves; false unless given'),
  reason: choice(
    ['required', 'optional'],
    'Whether a reason has to be given; required unless given, and with a ticket always',
  ),
  ticket: field(
    z.union([z.string().min(1).max(100), z.literal(false)]).optional(),
    'a regular expression in quotes of at most 100 characters, such as "INC-[0-9]+", or false for none',
    'A regular expression that the reason has to contain a match of, refused unless it is proven that no reason makes it slow; false drops the one of defaults',
    'INC-[0-9]+',
  ),
  channel: channel('Where approvers see the request'),
  onBehalfOf: anybody(
    SOMEBODY,
    'Who may ask for it in the name of another requester, and never approve that; nobody unless given',
    `a list of ${IDS}`,
    ['S0LEADS'],
  ),
  risk: choice(['low', 'medium', 'high'], 'What harm the role could do: approvers see it on the card'),
  notifyApprovers: choice(
    ['channel', 'direct'],
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
  description: description('What the role is for, in the words of those who ask'),
  ...rule,
});

export const defaultsSchema = z.strictObject(rule);
