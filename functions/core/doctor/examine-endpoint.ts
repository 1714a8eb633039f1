import { formatDuration } from '../schedule/duration.ts';
import type { EndpointFacts } from './facts.ts';
import { type Finding, findingsAbout } from './finding.ts';

/** Whatever nobody signed is turned away with this. */
const TURNED_AWAY = 401;
const SKEW_SECONDS = 60;
/** Some services of AWS refuse what was signed five minutes off, all of them what was signed a quarter of an hour off. */
const TOO_MUCH_SKEW_SECONDS = 300;

const clockFindings = (requestedAt: Date, answeredAt: Date | undefined): readonly Finding[] => {
  if (answeredAt === undefined) return [];
  const seconds = (requestedAt.getTime() - answeredAt.getTime()) / 1000;
  if (Math.abs(seconds) <= SKEW_SECONDS) return [];
  const { error, warning } = findingsAbout('this machine');
  const tell = Math.abs(seconds) > TOO_MUCH_SKEW_SECONDS ? error : warning;
  const off = `${formatDuration(Math.abs(seconds) / 60)} ${seconds > 0 ? 'ahead of' : 'behind'}`;
  return tell(
    'clock_skew',
    `Its clock is ${off} that of the bot's address: AWS refuses what is signed too far off, and times that are shown here are wrong by as much.`,
    'Set the clock of this machine, best by NTP.',
  );
};

const examineAnswer = ({ url, status }: Extract<EndpointFacts, { kind: 'seen' }>): readonly Finding[] => {
  const { error, warning } = findingsAbout('endpoint');
  if (status === TURNED_AWAY) return [];
  if (status === 429)
    return warning(
      'endpoint_throttled',
      `The address ${url} turns requests away because there are too many.`,
      'Raise assume-bot:requestsPerSecond, or see in the access log who calls so often.',
    );
  if (status >= 500)
    return error(
      'endpoint_failing',
      `The address ${url} answers ${status}: the function slack-events does not start, or fails.`,
      'See its log, under "Slack gets no answer" in docs/runbook.md: a secret that nobody has stored is the usual one.',
    );
  if (status >= 200 && status < 300)
    return error(
      'endpoint_unverified',
      `The address ${url} took a request that nobody signed.`,
      'Something else than the bot answers there, or stands in front of it: let Slack call the output SlackRequestUrl of the hub stack.',
    );
  return error(
    'endpoint_other',
    `The address ${url} answers ${status} where the bot would answer ${TURNED_AWAY}: it is not the bot's address.`,
    'Use the output SlackRequestUrl of the hub stack, here and in the Slack app (command, interactivity, events).',
  );
};

/** Whether the bot answers where Slack calls it, and turns away what nobody signed. */
export const examineEndpoint = (facts: EndpointFacts): readonly Finding[] => {
  const { error, note } = findingsAbout('endpoint');
  if (facts.kind === 'not_given')
    return note(
      'endpoint_not_looked_at',
      'Where Slack calls the bot is not known here, so it was not tried.',
      'Name it with --url (the output SlackRequestUrl of the hub stack), or deploy with --outputs-file cdk.outputs.json.',
    );
  if (facts.kind === 'not_seen') return error('endpoint_not_reached', facts.why, facts.fix);
  return [...examineAnswer(facts), ...clockFindings(facts.requestedAt, facts.answeredAt)];
};
