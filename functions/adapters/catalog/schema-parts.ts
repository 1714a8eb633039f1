import * as z from 'zod';
import { formatDuration, parseDuration } from '../../core/schedule/duration.ts';
import { field } from './field.ts';

/** Pieces of patterns, as IAM takes names and writes ARNs. */
export const IAM_NAME = '[\\w+=,.@-]';
export const IAM_ARN = 'arn:aws[a-z-]*:iam::\\d{12}';
export const IAM_PATH = '(?:[A-Za-z0-9_+=,.@/-]+/)?';

/** A short name of a role or bundle; words of commands are refused besides (reserved-names.ts). */
export const ACCESS_NAME = /^[a-z][a-z0-9-]{1,49}$/;
export const ACCOUNT_NAME = /^[A-Za-z][\w.-]{0,49}$/;
export const SLACK_USER_ID = /^[UW][A-Z0-9]{2,20}$/;

/** `90m`, `2h` or `1h30m`. */
export const DURATION = /^(?:\d{1,5}m|\d{1,3}h(?: ?\d{1,2}m)?)$/;

/** No access lasts longer: a session of an IAM role cannot. */
export const LONGEST_MINUTES = 12 * 60;
export const MONTH_MINUTES = 30 * 24 * 60;

/** The longest a duration may be, and why. */
export interface Longest {
  readonly minutes: number;
  readonly why: string;
}

export const SESSION: Longest = { minutes: LONGEST_MINUTES, why: 'sessions of a role last 12 hours at most' };

export const WAITING: Longest = { minutes: MONTH_MINUTES, why: 'requests do not wait longer' };

/** Minutes of a duration that the schema has taken. */
export const minutesOf = (text: string): number => {
  const parsed = parseDuration(text);
  return parsed.kind === 'minutes' ? parsed.minutes : Number.NaN;
};

export const durationText = (longest: Longest) =>
  z
    .string()
    .regex(DURATION)
    .superRefine((text, { addIssue }) => {
      const parsed = parseDuration(text);
      if (!DURATION.test(text)) return;
      if (parsed.kind === 'not_a_duration') addIssue(`${parsed.why}; write it as ${parsed.tryThis}`);
      else if (parsed.minutes > longest.minutes)
        addIssue(`${text} is too long; the most is ${formatDuration(longest.minutes)} (${longest.why})`);
    });

/** A length of time as people write it. */
export const duration = (description: string, example: string, longest = SESSION) =>
  field(durationText(longest).optional(), 'a duration such as 90m, 2h or 1h30m', description, example);

/** A map by names of the user's choice. The compiler checks the names, so that a wrong one hides nothing below it. */
export const byName = <Schema extends z.ZodType>(name: RegExp, schema: Schema) =>
  z.record(z.string(), schema).meta({ propertyNames: { pattern: name.source } });

export const flag = (description: string) => field(z.boolean().optional(), 'true or false', description);

/** One of a few words. */
export const choice = <const Words extends readonly [string, ...string[]]>(words: Words, description: string) =>
  field(z.enum(words).optional(), words.join(', ').replace(/, (?=[^,]*$)/, ' or '), description);

/** A short text in words of the user. */
export const description = (what: string) => field(z.string().max(150).optional(), 'at most 150 characters', what);

export const accountId = () => z.string().regex(/^\d{12}$/);

/** Where something is said. */
export const channel = (description: string) =>
  field(
    z
      .string()
      .regex(/^[CG][A-Z0-9]{2,20}$/)
      .optional(),
    'a Slack channel id such as C0APPROVALS (in Slack: the channel, View channel details, at the very end)',
    description,
    'C0APPROVALS',
  );

const onCallItem = z.strictObject({
  onCall: field(
    z.string(),
    'the name of a schedule under onCall',
    'A schedule: the users who are on call at that time',
  ),
});

/** People, and those who are on call. */
export const anybody = (pattern: RegExp, description: string, expected: string, example: readonly unknown[]) =>
  field(
    z.array(z.union([z.string().regex(pattern), onCallItem])).optional(),
    `${expected}, or { onCall: SCHEDULE } in it`,
    description,
    example,
  );

/** People, by ids of a pattern. */
export const people = (pattern: RegExp, description: string, expected: string, example: readonly string[]) =>
  field(z.array(z.string().regex(pattern)).optional(), expected, description, example);

/** Who can stand in a list: people and user groups, everyone besides, or channels and people. */
export const SOMEBODY = /^(?:[UW][A-Z0-9]{2,20}|S[A-Z0-9]{2,20})$/;
export const ANYBODY = /^(?:everyone|[UW][A-Z0-9]{2,20}|S[A-Z0-9]{2,20})$/;
export const CONTACT = /^[CGUW][A-Z0-9]{2,20}$/;
/** How those ids are called where one is wrong. */
export const IDS = 'Slack user ids such as U0ALICE and user groups such as S0SRE';
