import * as z from 'zod';
import { field } from './field.ts';
import { labels, MATCH, matchSchema } from './labels-schema.ts';
import { ROLE_ARN, rule } from './rule-schema.ts';
import { description, matching } from './schema-parts.ts';
import { RULE_NAME, SENTENCE, whenSchema } from './when-schema.ts';

const { conditions: _conditions, sessionTags: _sessionTags, ...ofRule } = rule;

/** One rule in a list. What is written to the trust policy of a role is the same for all its rules. */
const listedRuleSchema = z
  .strictObject({
    name: field(
      RULE_NAME.optional(),
      'at most 60 characters, none of < > & * _ ~ ` |, such as on call',
      'The name of the rule, which users see. Required if there are several rules',
      'on call',
    ),
    when: field(
      whenSchema.optional(),
      'a map such as { requester: [ { onCall: sre } ], duration: { max: 2h } }',
      'What a request has to meet for the rule to apply. Default: every request',
    ),
    refuse: field(
      SENTENCE.optional(),
      'a sentence of at most 150 characters, none of < > & * _ ~ ` |, such as "Contractors work from nine to six"',
      'The rule refuses the requests that it applies to, and users read this sentence. It has no other keys than name and when',
      'Contractors work from nine to six.',
    ),
    ...ofRule,
  })
  // A name in $defs: three places of the JSON Schema refer to it.
  .meta({ id: 'rule' });

const listedRules = z.array(listedRuleSchema).min(1).max(20);
const A_LIST = 'a list of rules such as { name: on call, when: { requester: [ { onCall: sre } ] }, approvals: 0 }';

const sharedRules = (whose: string) =>
  field(
    z.union([listedRules, z.literal(false)]).optional(),
    `${A_LIST}, or false for none`,
    `Several rules for ${whose} that have no rules of their own, as under roles. A rule with when.labels is only for roles with these labels`,
  );

export const bundleRules = field(
  listedRules.optional(),
  A_LIST,
  'Rules for the bundle, which apply beside those of its roles: what both require is required. The first one whose when matches a request applies. Their other keys are those of defaults, and the channel is that of the first role if defaults have none. Default: the rules of the roles are enough',
);

export const roleSchema = z.strictObject({
  arn: field(
    matching(ROLE_ARN),
    'the ARN of an IAM role, such as arn:aws:iam::222222222222:role/s3-list-role',
    'The IAM role that users assume, in an account of this file',
    'arn:aws:iam::222222222222:role/s3-list-role',
  ),
  description: description('What the role is for. Users see it when they choose a role'),
  labels: labels('Labels of the role, beside those of its account. defaultsByLabel and when.labels refer to them'),
  ...rule,
  rules: field(
    z.union([listedRules, z.literal(false)]).optional(),
    `${A_LIST}, or false for none`,
    'Several rules for the role: the first one whose when matches a request applies. The other keys of the role are defaults of each rule. Default: those of defaultsByLabel, or of defaults. false removes them',
  ),
});

export const defaultsSchema = z.strictObject({ ...rule, rules: sharedRules('roles') });

export const labelDefaultsSchema = z.strictObject({
  match: field(
    matchSchema('there is no label; name one such as { env: prod }, or write settings for all roles under defaults'),
    MATCH,
    'The labels of the roles that the settings are for. With several labels, roles that have all of them',
    { env: 'prod' },
  ),
  ...rule,
  rules: sharedRules('roles with these labels'),
});
