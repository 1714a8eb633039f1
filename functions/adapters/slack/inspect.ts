import { defined } from '../../core/defined.ts';
import type { NotSeen, PersonFacts } from '../../core/doctor/facts.ts';
import { SlackFault } from '../../core/fault.ts';
import type { SlackGroupId, SlackUserId } from '../../core/names.ts';
import type { SlackInspector } from '../../usecases/operating/inspect-ports.ts';
import type { Slack } from '../../usecases/ports.ts';
import { createWebApi, type WebApiOptions } from './call.ts';

const notSeen = (fault: unknown): NotSeen => {
  if (!(fault instanceof SlackFault)) throw fault;
  return { kind: 'not_seen', why: fault.message, fix: fault.fix };
};

/** Inspects Slack for the doctor: the scopes of the token, and the users and groups of the catalog. */
export const createSlackInspector = ({
  slack,
  ...options
}: WebApiOptions & { readonly slack: Pick<Slack, 'person' | 'membersOf'> }): SlackInspector => {
  const { client, call } = createWebApi(options);
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
        return { kind: 'seen', teamId: answer.team_id ?? '', ...defined({ scopes }), people, groups };
      } catch (fault) {
        return notSeen(fault);
      }
    },
  };
};
