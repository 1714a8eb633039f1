import * as z from 'zod';
import { formatDuration, parseDuration } from '../../core/schedule/duration.ts';
import { field } from './field.ts';

/** Parts of patterns for the names and ARNs of IAM. */
export const IAM_NAME = '[\\w+=,.@-]';
export const IAM_ARN = 'arn:aws[a-z-]*:iam::\\d{12}';
export const IAM_PATH = '(?:[A-Za-z0-9_+=,.@/-]+/)?';

/** The short name of a role or bundle. The words of commands are reserved (reserved-names.ts). */
export const ACCESS_NAME = /^[a-z][a-z0-9-]{1,49}$/;
export const ACCOUNT_NAME = /^[A-Za-z][\w.-]{0,49}$/;
export const SLACK_USER_ID = /^[UW][A-Z0-9]{2,20}$/;

/** A text that matches a pattern. */
export const matching = (pattern: RegExp) => z.string().regex(pattern);

/** `90m`, `2h` or `1h30m`. */
export const DURATION = /^(?:\d{1,5}m|\d{1,3}h(?: ?\d{1,2}m)?)$/;

/** The longest session of an IAM role. */
export const LONGEST_MINUTES = 12 * 60;
export const MONTH_MINUTES = 30 * 24 * 60;

/** The longest duration, and the reason for the limit. */
export interface Longest {
  readonly minutes: number;
  readonly why: string;
}

export const SESSION: Longest = { minutes: LONGEST_MINUTES, why: 'sessions of a role last at most 12 hours' };

export const WAITING: Longest = { minutes: MONTH_MINUTES, why: 'requests do not wait longer' };

/** The minutes of a duration that the schema accepted. */
export const minutesOf = (text: string): number => {
  const parsed = parseDuration(text);
  return parsed.kind === 'minutes' ? parsed.minutes : Number.NaN;
};

export const durationText = (longest: Longest) =>
  matching(DURATION).superRefine((text, { addIssue }) => {
    const parsed = parseDuration(text);
    if (!DURATION.test(text)) return;
    if (parsed.kind === 'not_a_duration') addIssue(`${parsed.why}; write it as ${parsed.tryThis}`);
    else if (parsed.minutes > longest.minutes)
      addIssue(`${text} is too long; the most is ${formatDuration(longest.minutes)} (${longest.why})`);
  });

/** A duration in hours and minutes. */
export const duration = (description: string, example: string, longest = SESSION) =>
  field(durationText(longest).optional(), 'a duration such as 90m, 2h or 1h30m', description, example);

/** A map by name. The compiler checks the names, so that a wrong name does not hide mistakes below it. */
export const byName = <Schema extends z.ZodType>(name: RegExp, schema: Schema) =>
  z.record(z.string(), schema).meta({ propertyNames: { pattern: name.source } });

export const flag = (description: string) => field(z.boolean().optional(), 'true or false', description);

/** One of several words. */
export const choice = <const Words extends readonly [string, ...string[]]>(words: Words, description: string) =>
  field(z.enum(words).optional(), words.join(', ').replace(/, (?=[^,]*$)/, ' or '), description);

/** A short text that users see. */
export const description = (what: string) => field(z.string().max(150).optional(), 'at most 150 characters', what);

export const accountId = () => matching(/^\d{12}$/);

/** A Slack channel. */
export const channel = (description: string) =>
  field(
    matching(/^[CG][A-Z0-9]{2,20}$/).optional(),
    'a Slack channel id such as C0APPROVALS (in Slack: the channel, View channel details, at the very end)',
    description,
    'C0APPROVALS',
  );

const scheduleSchema = z.strictObject({
  onCall: field(
    z.string(),
    'the name of a schedule under onCall',
    'A schedule: the users who are on call at that time',
  ),
});

/** The Slack ids that a list accepts. */
export const USERS_AND_GROUPS = /^[UWS][A-Z0-9]{2,20}$/;
export const USERS_GROUPS_OR_EVERYONE = /^(?:everyone|[UWS][A-Z0-9]{2,20})$/;
export const CHANNELS_AND_USERS = /^[CGUW][A-Z0-9]{2,20}$/;
/** The description of users and groups in messages. */
export const IDS = 'Slack user ids such as U0ALICE and user groups such as S0SRE';

/** A list of Slack ids that match a pattern. */
export const slackIds = (pattern: RegExp, description: string, expected: string, example: readonly string[]) =>
  field(z.array(matching(pattern)).optional(), expected, description, example);

/** A list of users, user groups and on-call schedules. */
export const usersGroupsAndSchedules = (description: string, example: readonly unknown[]) =>
  field(
    z.array(z.union([matching(USERS_AND_GROUPS), scheduleSchema])).optional(),
    `a list of ${IDS}, or { onCall: SCHEDULE } in it`,
    description,
    example,
  );
