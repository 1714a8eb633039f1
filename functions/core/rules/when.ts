import type { Who } from '../catalog/catalog.ts';

/** The days of a week, as `Date.getUTCDay` counts them. */
export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Hours of a week in one time zone: from `fromMinute`, and before `untilMinute`. */
export interface Hours {
  /** The days on which the hours begin. */
  readonly days: readonly Weekday[];
  /** Minutes since midnight, as the clocks of the zone show it: 0 to 1439. */
  readonly fromMinute: number;
  /** 1 to 1440. Below `fromMinute`: on the following day. */
  readonly untilMinute: number;
  /** An IANA time zone. */
  readonly zone: string;
}

/** What a request has to meet for a rule to apply. Absent members always match. */
export interface When {
  /** The holder is any of these. If the rule needs no approval, so is the user who typed. */
  readonly requester?: readonly Who[];
  /** In minutes, both included. An extension counts from the first start of its chain. */
  readonly duration?: { readonly minMinutes?: number; readonly maxMinutes?: number };
  /** Any of these. */
  readonly hours?: readonly Hours[];
  readonly emergency?: boolean;
  readonly start?: 'now' | 'scheduled';
}
