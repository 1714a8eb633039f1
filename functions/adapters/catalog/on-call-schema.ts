import * as z from 'zod';
import { field } from './field.ts';
import { matching, SLACK_USER_ID } from './schema-parts.ts';

export const SCHEDULE_NAME = /^[a-z][a-z0-9-]{0,49}$/;

const scheduleUsersSchema = field(
  z.array(matching(SLACK_USER_ID)),
  'a list of Slack user ids such as [ U0ALICE ], or a map such as { pagerDuty: PABC123 }',
  'The users on call, by Slack user id',
  ['U0ALICE'],
);

export const pagerDutySchema = z.strictObject({
  pagerDuty: field(
    matching(/^[A-Z0-9]{3,30}$/),
    'the id of a PagerDuty schedule, such as PABC123',
    'The id of the schedule in PagerDuty. Its users are found in Slack by their e-mail address',
    'PABC123',
  ),
});

export const scheduleSchema = field(
  z.union([scheduleUsersSchema, pagerDutySchema]),
  'a list of Slack user ids such as [ U0ALICE ], or a map such as { pagerDuty: PABC123 }',
  'The users on call: a list, or a schedule in PagerDuty',
);
