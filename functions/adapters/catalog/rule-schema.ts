import * as z from 'zod';
import { conditionsSchema } from './conditions-schema.ts';
import { evidenceSchema } from './evidence-schema.ts';
import { field } from './field.ts';
import {
  CHANNELS_AND_USERS,
  channel,
  choice,
  duration,
  flag,
  IAM_ARN,
  IAM_NAME,
  IAM_PATH,
  IDS,
  MONTH_MINUTES,
  slackIds,
  USERS_GROUPS_OR_EVERYONE,
  usersGroupsAndSchedules,
  WAITING,
} from './schema-parts.ts';
import { stagesSchema } from './stages-schema.ts';

export const ROLE_ARN = new RegExp(`^${IAM_ARN}:role/${IAM_PATH}${IAM_NAME}{1,64}$`);

export const durationSchema = z.strictObject({
  default: duration('The duration that is preselected. Default: 1h, or max if that is shorter', '1h'),
  max: duration('The longest duration that can be requested, 12h at most. Default: the same as default', '8h'),
});

export const extendSchema = z.strictObject({
  by: duration('The longest time that one extension adds', '1h'),
  automatic: flag(
    'Whether extensions of access that was approved by the same rule are granted without approval. Default: false',
  ),
  maxTotal: duration('The longest time from the first start to the last end. Default: duration.max', '8h', {
    minutes: 7 * 24 * 60,
    why: 'use another role for access that lasts longer than a week',
  }),
});

export const emergencySchema = z.strictObject({
  requesters: slackIds(USERS_GROUPS_OR_EVERYONE, 'Who may declare an emergency', `a list of ${IDS}, or [ everyone ]`, [
    'S0ONCALL',
  ]),
  reviewWithin: duration('How soon an approver must review an emergency. Default: 24h', '24h', {
    minutes: MONTH_MINUTES,
    why: 'a review needs people who still remember the emergency',
  }),
  contacts: slackIds(
    CHANNELS_AND_USERS,
    'Channels and users that are notified immediately, in addition to the channel of the role',
    'a list of Slack channel ids such as C0SECURITY and user ids such as U0CAROL',
    ['C0SECURITY', 'U0CAROL'],
  ),
  maxDuration: duration('The longest emergency access. Default: 1h', '1h'),
});

export const escalationSchema = z.strictObject({
  after: duration('How long the approvers have before the request escalates', '2h', WAITING),
  approvers: usersGroupsAndSchedules('Who may also approve from then on', ['S0LEADS']),
});

/** The settings of a role, which `defaults` can set for all roles. */
export const rule = {
  duration: field(durationSchema.optional(), 'a map such as { default: 1h, max: 8h }', 'How long access may last'),
  requesters: slackIds(USERS_GROUPS_OR_EVERYONE, 'Who may request the role', `a list of ${IDS}, or [ everyone ]`, [
    'everyone',
  ]),
  approvers: usersGroupsAndSchedules('Who may approve. The requester may not, unless allowSelfApproval is true', [
    'U0BOB',
    'S0SRE',
  ]),
  approvals: field(
    z.int().min(0).max(10).optional(),
    'a whole number from 0 to 10',
    'How many approvers are needed. Default: 1. With 0, requests are granted without approval',
  ),
  stages: field(
    stagesSchema.optional(),
    'a list of stages such as { approvers: [ S0SRE ], approvals: 2 }',
    'Approvals one after the other: each stage has approvers of its own and begins when the one before is complete. In place of approvers and approvals, and one user approves once. Approvers of any stage may deny',
    [{ approvers: ['S0SRE'] }, { approvers: ['S0SECURITY'], approvals: 2 }],
  ),
  allowSelfApproval: flag('Whether approvers may approve their own requests. Default: false'),
  reason: choice(
    ['required', 'optional'],
    'Whether requests need a reason. Default: required. Always required with a ticket',
  ),
  ticket: field(
    z.union([z.string().min(1).max(100), z.literal(false)]).optional(),
    'a regular expression in quotes of at most 100 characters, such as "INC-[0-9]+", or false for none',
    'A regular expression that the reason must match. Patterns that a long reason could make slow are refused. false removes the pattern of defaults',
    'INC-[0-9]+',
  ),
  ticketExample: field(
    z.union([z.string().min(1).max(60), z.literal(false)]).optional(),
    'a ticket in quotes of at most 60 characters, such as "INC-42", or false for none',
    'A ticket that the pattern matches. Users see it in place of the pattern. Default: users see the pattern. false removes the example of defaults',
    'INC-42',
  ),
  ticketUrl: field(
    z.union([z.string().min(1).max(300), z.literal(false)]).optional(),
    'an address in quotes such as "https://tickets.example.com/browse/{ticket}", or false for none',
    'The https address of a ticket, with {ticket} in place of what the pattern matches. The card then links to it. Default: no link. false removes the address of defaults',
    'https://tickets.example.com/browse/{ticket}',
  ),
  evidence: field(
    z.union([evidenceSchema, z.literal(false)]).optional(),
    'a map such as { jira: { status: [ In Progress ] } }, or false',
    'What the ticket in the reason must be: an issue or an incident that exists in one of these states. Read before approvers are notified, and again before access opens. Requires ticket, and the credentials of the system (docs/deploying.md). Default: a match of the pattern is enough. false removes the rule of defaults',
  ),
  channel: channel('The channel where requests are posted'),
  onBehalfOf: usersGroupsAndSchedules(
    'Who may request the role on behalf of another requester. They cannot approve such requests. Default: no one',
    ['S0LEADS'],
  ),
  risk: choice(['low', 'medium', 'high'], 'How much harm the role could do. Approvers see it on the card'),
  notifyApprovers: choice(
    ['channel', 'direct'],
    'With direct, approvers also get the card in a direct message. Default: channel',
  ),
  escalation: field(
    z.union([escalationSchema, z.literal(false)]).optional(),
    'a map such as { after: 2h, approvers: [ S0LEADS ] }, or false',
    'Who may also approve if a request stays undecided. Default: no one. false removes the escalation of defaults',
  ),
  extend: field(
    z.union([extendSchema, z.literal(false)]).optional(),
    'a map such as { by: 1h, maxTotal: 8h }, or false',
    'How access can be extended before it ends. Default: not at all. false removes the setting of defaults',
  ),
  emergency: field(
    z.union([emergencySchema, z.literal(false)]).optional(),
    'a map such as { requesters: [ S0ONCALL ], reviewWithin: 24h, contacts: [ C0SECURITY ], maxDuration: 1h }, or false',
    'Who may use the role immediately, without approval, and is reviewed afterwards. Default: no one. false removes the setting of defaults',
  ),
  conditions: field(
    z.union([conditionsSchema, z.literal(false)]).optional(),
    'a map such as { mfa: { maxAge: 1h }, sourceIp: [ 203.0.113.0/24 ] }, or false',
    'Conditions for assuming the role, which the bot writes to its trust policy. They do not limit what a session does afterwards. Default: none. false removes the conditions of defaults',
  ),
  sessionTags: flag(
    'Whether sessions of federated users may carry session tags into the role (sts:TagSession). They can then set any tag, so do not use it for roles whose permissions depend on aws:PrincipalTag. Default: false',
  ),
};

/** The keys of a rule alone. */
export const ruleSchema = z.strictObject(rule);
