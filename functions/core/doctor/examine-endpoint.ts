import { formatDuration } from '../schedule/duration.ts';
import type { EndpointFacts } from './facts.ts';
import { type Finding, findingsAbout } from './finding.ts';

/** The answer to an unsigned request. */
const UNSIGNED_STATUS = 401;
const SKEW_SECONDS = 60;
/** Some services of AWS refuse requests that were signed five minutes off. */
const REFUSED_SKEW_SECONDS = 300;

const examineClock = (requestedAt: Date, answeredAt: Date | undefined): readonly Finding[] => {
  if (answeredAt === undefined) return [];
  const seconds = (requestedAt.getTime() - answeredAt.getTime()) / 1000;
  if (Math.abs(seconds) <= SKEW_SECONDS) return [];
  const off = `${formatDuration(Math.abs(seconds) / 60)} ${seconds > 0 ? 'ahead of' : 'behind'}`;
  const kind = Math.abs(seconds) > REFUSED_SKEW_SECONDS ? 'clock_skew' : 'clock_inaccurate';
  return findingsAbout('this machine').add(kind, { off }, 'clock_skew');
};

const examineAnswer = ({ url, status }: Extract<EndpointFacts, { kind: 'seen' }>): readonly Finding[] => {
  const { add } = findingsAbout('endpoint');
  if (status === UNSIGNED_STATUS) return [];
  if (status === 429) return add('endpoint_throttled', { url });
  if (status >= 500) return add('endpoint_failing', { url, status });
  if (status >= 200 && status < 300) return add('endpoint_unverified', { url });
  return add('endpoint_other', { url, status, wanted: UNSIGNED_STATUS });
};

/** Whether the bot answers at its request URL, and refuses unsigned requests. */
export const examineEndpoint = (facts: EndpointFacts): readonly Finding[] => {
  const { add } = findingsAbout('endpoint');
  if (facts.kind === 'not_given') return add('endpoint_not_looked_at', {});
  if (facts.kind === 'not_seen') return add('endpoint_not_reached', facts);
  return [...examineAnswer(facts), ...examineClock(facts.requestedAt, facts.answeredAt)];
};
