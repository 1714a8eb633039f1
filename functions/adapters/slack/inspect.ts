import { defined } from '../../core/defined.ts';
import type { NotSeen, PersonFacts, SeenChannel, SeenSlack } from '../../core/doctor/facts.ts';
import { SlackFault } from '../../core/fault.ts';
import { parseSlackUserId, type SlackChannelId, type SlackGroupId, type SlackUserId } from '../../core/names.ts';
import type { SlackInspector } from '../../usecases/operating/inspect-ports.ts';
import type { Slack } from '../../usecases/ports.ts';
import { createWebApi, type WebApiOptions } from './call.ts';
import { refusedWith } from './faults.ts';

const notSeen = (fault: unknown): NotSeen => {
  if (!(fault instanceof SlackFault)) throw fault;
  return { kind: 'not_seen', why: fault.message, fix: fault.fix };
};

type Channels = NonNullable<SeenSlack['channels']>;

/** Reads channels. Those that need a scope which the token lacks are left out. */
const createChannelReader = ({ client, call }: ReturnType<typeof createWebApi>) => {
  const membersOf = async (channel: SlackChannelId): Promise<readonly SlackUserId[]> => {
    const members: SlackUserId[] = [];
    let cursor = '';
    do {
      const page = await call({ method: 'conversations.members', isRepeatable: true }, () =>
        client.conversations.members({ channel, limit: 1000, ...(cursor === '' ? {} : { cursor }) }),
      );
      members.push(...(page.members ?? []).map(parseSlackUserId));
      cursor = page.response_metadata?.next_cursor ?? '';
    } while (cursor !== '');
    return members;
  };

  const read = async (id: SlackChannelId): Promise<SeenChannel> => {
    const { channel = {} } = await call({ method: 'conversations.info', isRepeatable: true }, () =>
      client.conversations.info({ channel: id }),
    );
    const isReadable = channel.is_private === true && channel.is_member === true && channel.is_archived !== true;
    return {
      kind: 'channel',
      name: channel.name ?? id,
      hasBot: channel.is_member === true,
      isArchived: channel.is_archived === true,
      isSharedWithCompany: channel.is_ext_shared === true,
      ...defined({ privateMembers: isReadable ? await membersOf(id) : undefined }),
    };
  };

  return async (ids: readonly SlackChannelId[]): Promise<Channels> => {
    const channels: Record<SlackChannelId, Channels[SlackChannelId]> = {};
    for (const id of ids)
      try {
        channels[id] = await read(id);
      } catch (fault) {
        const code = fault instanceof SlackFault ? refusedWith(fault.cause) : undefined;
        if (code !== 'missing_scope') channels[id] = code === 'channel_not_found' ? 'unknown' : notSeen(fault);
      }
    return channels;
  };
};

/** Inspects Slack for the doctor: the scopes of the token, and the users, groups and channels of the catalog. */
export const createSlackInspector = ({
  slack,
  ...options
}: WebApiOptions & { readonly slack: Pick<Slack, 'person' | 'membersOf'> }): SlackInspector => {
  const api = createWebApi(options);
  const readChannels = createChannelReader(api);
  return {
    look: async (named) => {
      try {
        const answer = await api.call({ method: 'auth.test', isRepeatable: true }, () => api.client.auth.test());
        const scopes = answer.response_metadata?.scopes;
        const people: Record<SlackUserId, PersonFacts> = {};
        const mayRead = scopes === undefined || scopes.includes('users:read');
        for (const id of mayRead ? named.people : []) people[id] = (await slack.person(id)) ?? 'unknown';
        const groups: Record<SlackGroupId, readonly SlackUserId[] | NotSeen> = {};
        for (const id of named.groups) groups[id] = await slack.membersOf(id).catch(notSeen);
        const channels = await readChannels(named.channels);
        const about = { teamId: answer.team_id ?? '', ...defined({ botName: answer.user, scopes }) };
        return { kind: 'seen', ...about, people, groups, channels };
      } catch (fault) {
        return notSeen(fault);
      }
    },
  };
};
