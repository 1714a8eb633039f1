import * as z from 'zod';
import { field } from './field.ts';
import { MATCH, matchSchema } from './labels-schema.ts';
import { duration, matching, usersGroupsAndSchedules } from './schema-parts.ts';

/** `mon`, or `mon-fri`. */
const DAY = /^(?:sun|mon|tue|wed|thu|fri|sat)(?:-(?:sun|mon|tue|wed|thu|fri|sat))?$/;
/** `09:00` to `24:00`. */
export const TIME = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;

const time = (description: string, example: string) =>
  field(matching(TIME), 'a time in quotes such as "09:00"', description, example);

const hoursSchema = z.strictObject({
  days: field(
    z.array(matching(DAY)).min(1),
    'a list of days such as [ mon-fri ] or [ sat, sun ]',
    'The days on which the hours begin',
    ['mon-fri'],
  ),
  from: time('When the hours begin', '09:00'),
  until: time('When the hours end. Earlier than from: on the next day. "24:00" is the end of the day', '18:00'),
  zone: field(
    z.string().min(1).max(60),
    'a time zone such as Europe/Berlin',
    'The time zone of the times',
    'Europe/Berlin',
  ),
});

export const hours = (description: string) =>
  field(
    z.union([hoursSchema, z.array(hoursSchema).min(1).max(10)]).optional(),
    'a map such as { days: [ mon-fri ], from: "09:00", until: "18:00", zone: Europe/Berlin }, or a list of them',
    description,
  );

/** What a request has to meet for a rule to apply. */
export const whenSchema = z.strictObject({
  requester: usersGroupsAndSchedules(
    'The rule applies to these users. If it needs no approval, the user who typed the request must be one of them too',
    [{ onCall: 'sre' }],
  ),
  duration: field(
    z
      .strictObject({
        min: duration('The shortest length that the rule applies to', '30m'),
        max: duration('The longest length that the rule applies to', '2h'),
      })
      .optional(),
    'a map such as { max: 2h }',
    'The rule applies to requests of this length. An extension counts from the first start',
  ),
  hours: hours(
    'The rule applies to requests in these hours: at the time of the request, or at its start if it starts later',
  ),
  emergency: field(
    z.boolean().optional(),
    'true or false',
    'The rule applies only to emergencies, or only to other requests',
  ),
  start: field(
    z.enum(['now', 'scheduled']).optional(),
    'now or scheduled',
    'The rule applies only to requests that start at once, or only to those with a start in the future',
  ),
  labels: field(
    matchSchema('there is no label; name one such as { env: prod }, or remove labels').optional(),
    MATCH,
    'The rule is only for roles with these labels. Other roles do not have it',
    { env: 'prod' },
  ),
});

/** Text without markup of Slack and control characters. Editors read patterns without the flag that `\p{Cc}` needs. */
const plainText = (most: number) => {
  const markup = '<>&*_~`|';
  const inside = `[^${markup}\\x00-\\x1f\\x7f-\\x9f]{0,${most - 2}}`;
  return matching(new RegExp(`^[^\\s${markup}](?:${inside}[^\\s${markup}])?$`));
};

/** A sentence that users read. Slack shows it as it is written. */
export const SENTENCE = plainText(150);

export const RULE_NAME = plainText(60);
