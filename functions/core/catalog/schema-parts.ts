import * as z from 'zod';
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

/** A length of time as people write it. */
export const duration = (description: string, example: string) =>
  field(z.string().regex(DURATION).optional(), 'a duration such as 90m, 2h or 1h30m', description, example);

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

const onCallItem = z.strictObject({ onCall: z.string() });

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
