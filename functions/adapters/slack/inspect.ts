import { WebClient } from '@slack/web-api';
import type { NotSeen, PersonFacts } from '../../core/doctor/facts.ts';
import { SlackFault } from '../../core/fault.ts';
import type { SlackGroupId, SlackUserId } from '../../core/names.ts';
import type { SlackInspector } from '../../usecases/operating/inspect-ports.ts';
import type { Clock, Log, Slack } from '../../usecases/ports.ts';
import { createCall } from './call.ts';
import { createClientLogger } from './client-logger.ts';

const notSeen = (fault: unknown): NotSeen => {
  if (!(fault instanceof SlackFault)) throw fault;
  return { kind: 'not_seen', why: fault.message, fix: fault.fix };
};

/** Looks at Slack for the doctor: the token and its scopes by auth.test, people and groups through the port. */
export const createSlackInspector = ({
  token,
  slackApiUrl,
  slack,
  clock,
  log,
}: {
  readonly token: string;
  readonly slackApiUrl?: string | undefined;
  readonly slack: Pick<Slack, 'person' | 'membersOf'>;
  readonly clock: Pick<Clock, 'pause'>;
  readonly log: Pick<Log, 'warn' | 'error'>;
}): SlackInspector => {
  const client = new WebClient(token, {
    ...(slackApiUrl === undefined ? {} : { slackApiUrl }),
    logger: createClientLogger(log),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 8000,
  });
  const call = createCall({ clock });

  return {
    look: async (peopleIds, groupIds) => {
      try {
        const answer = await call({ method: 'auth.test', isRepeatable: true }, () => client.auth.test());
        const scopes = answer.response_metadata?.scopes;
        const people: Record<SlackUserId, PersonFacts> = {};
        const mayRead = scopes === undefined || scopes.includes('users:read');
        for (const id of mayRead ? peopleIds : []) people[id] = (await slack.person(id)) ?? 'unknown';
        const groups: Record<SlackGroupId, readonly SlackUserId[] | NotSeen> = {};
        for (const id of groupIds) groups[id] = await slack.membersOf(id).catch(notSeen);
        return {
          kind: 'seen',
          teamId: answer.team_id ?? '',
          ...(scopes === undefined ? {} : { scopes }),
          people,
          groups,
        };
      } catch (fault) {
        return notSeen(fault);
      }
    },
  };
};
