import type { DurationInput } from '../../core/command/clauses.ts';
import type { Asked, AskedInVain, UserReading } from '../../core/request/asked.ts';
import type { ClockTime } from '../../core/schedule/duration.ts';
import { count, lazyObject, list, object, oneOf, optional, slackUserId, text, variants, yes } from './schema.ts';

export const reading = lazyObject<UserReading>(() => ({
  user: slackUserId,
  in: list(text),
  notIn: list(text),
  unread: list(text),
  email: optional(text),
}));
const clockTime = () => ({ hour: count, minute: count, day: optional(oneOf('today', 'tomorrow')) });

/** What is kept of the input of a request. */
const askedShape = () => ({
  duration: optional(variants<DurationInput>({ minutes: { minutes: count }, until: clockTime() })),
  from: optional(object<ClockTime>(clockTime())),
  startsAt: optional(text),
  timeZone: optional(text),
  readings: list(reading()),
});

export const askedInVain = lazyObject<AskedInVain>(() => ({
  ...askedShape(),
  name: text,
  reason: text,
  onBehalfOf: optional(slackUserId),
  emergency: optional(yes),
}));

export const asked = lazyObject<Asked>(() => askedShape());
