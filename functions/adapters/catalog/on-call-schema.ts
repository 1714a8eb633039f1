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

/** A date and a time of day, as a clock shows them. */
export const WALL_TIME = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})$/;
const wallTime = (description: string, example: string) =>
  field(matching(WALL_TIME), 'a date and a time in quotes such as "2026-11-02 09:00"', description, example);

const overrideSchema = z.strictObject({
  user: field(matching(SLACK_USER_ID), 'a Slack user id such as U0CAROL', 'The user on call instead', 'U0CAROL'),
  from: wallTime('When the override begins, in the time zone of the rotation', '2026-12-24 09:00'),
  until: wallTime('When the override ends', '2026-12-27 09:00'),
});

export const rotationSchema = z.strictObject({
  rotation: field(
    z.array(matching(SLACK_USER_ID)).min(1).max(50),
    'a list of Slack user ids such as [ U0ALICE, U0BOB ]',
    'The users who take turns, in this order',
    ['U0ALICE', 'U0BOB'],
  ),
  shift: field(
    matching(/^[1-9]\d?[dw]$/),
    'a number of days or weeks, such as 1d or 1w',
    'How long a turn lasts, in days (d) or weeks (w)',
    '1w',
  ),
  from: wallTime('The first handover. Every later handover is at the same time of day', '2026-11-02 09:00'),
  zone: field(
    z.string().min(1).max(60),
    'a time zone such as Europe/Berlin',
    'The time zone of all times of the rotation. Handovers follow its clocks when they change',
    'Europe/Berlin',
  ),
  overrides: field(
    z.array(overrideSchema).max(200).optional(),
    'a list of maps such as { user: U0CAROL, from: "2026-12-24 09:00", until: "2026-12-27 09:00" }',
    'Who is on call at other times than their turn. Overrides must not overlap',
  ),
});

export const scheduleSchema = field(
  z.union([scheduleUsersSchema, rotationSchema, pagerDutySchema]),
  'a list of Slack user ids such as [ U0ALICE ], a map such as { rotation: [ U0ALICE, U0BOB ], shift: 1w, from: "2026-11-02 09:00", zone: Europe/Berlin }, or a map such as { pagerDuty: PABC123 }',
  'The users on call: a list, a rotation, or a schedule in PagerDuty',
);
