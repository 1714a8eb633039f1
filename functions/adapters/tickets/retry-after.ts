/** A limit is respected for at most this long, even if the answer names a later time. */
const MAX_SECONDS = 15 * 60;
/** The wait if an answer names none: both systems count requests by the minute. */
const DEFAULT_SECONDS = 60;

/**
 * Until when a system accepts no more calls, from the headers of its answer. `Retry-After` has seconds or a date (RFC 9110,
 * 10.2.3; Jira Cloud, "Rate limiting"), `ratelimit-reset` has seconds (PagerDuty, "REST API Rate Limits").
 */
export const limitedUntil = (headers: Headers, now: Date): Date => {
  const written = headers.get('retry-after') ?? headers.get('ratelimit-reset') ?? '';
  const seconds = /^\d+$/.test(written.trim()) ? Number(written) : (Date.parse(written) - now.getTime()) / 1000;
  const wait = Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), MAX_SECONDS) : DEFAULT_SECONDS;
  return new Date(now.getTime() + wait * 1000);
};
